using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Sockets.Transport.Tests.Support;

/// <summary>
/// Waits for a state that nobody announces, by looking again and again. The bound only turns a hang into a failure that
/// says what did not come true.
/// </summary>
internal static class Eventually
{
    /// <summary>Done once the condition holds; fails naming it when it does not within <see cref="Bounded.Default"/>.</summary>
    public static async Task TrueAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Bounded.Default, $"Did not come true: {what}");
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The same without the thread pool, for a thread that waits in place.</summary>
    public static void TrueInPlace(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Assert.True(SpinWait.SpinUntil(condition, Bounded.Default), $"Did not come true: {what}");
}
