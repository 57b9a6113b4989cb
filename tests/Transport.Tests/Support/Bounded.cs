using System.Runtime.CompilerServices;

namespace Sockets.Transport.Tests.Support;

/// <summary>
/// Waits that end. A test waits for the event itself, never for time to pass; the bound only turns a hang into a failure
/// that says what did not happen, so it is generous.
/// </summary>
internal static class Bounded
{
    /// <summary>Long enough for a loaded machine with two cores: 30 s.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(30);

    /// <summary>Waits for a task, at most <paramref name="bound"/> (default 30 s), and fails naming it.</summary>
    public static async Task WithinAsync(
        this Task task, TimeSpan? bound = null, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        TimeSpan limit = bound ?? Default;
        try
        {
            await task.WaitAsync(limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Assert.Fail($"Did not happen within {limit}: {what}");
        }
    }

    /// <summary>Waits for a task's result, at most <paramref name="bound"/> (default 30 s), and fails naming it.</summary>
    public static async Task<T> WithinAsync<T>(
        this Task<T> task, TimeSpan? bound = null, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await ((Task)task).WithinAsync(bound, what);
        return await task;
    }

    /// <summary>Waits for a task, at most <paramref name="bound"/> (default 30 s), and fails naming it.</summary>
    public static Task WithinAsync(
        this ValueTask task, TimeSpan? bound = null, [CallerArgumentExpression(nameof(task))] string what = "") =>
        task.AsTask().WithinAsync(bound, what);

    /// <summary>Waits for a task's result, at most <paramref name="bound"/> (default 30 s), and fails naming it.</summary>
    public static Task<T> WithinAsync<T>(
        this ValueTask<T> task, TimeSpan? bound = null, [CallerArgumentExpression(nameof(task))] string what = "") =>
        task.AsTask().WithinAsync(bound, what);
}
