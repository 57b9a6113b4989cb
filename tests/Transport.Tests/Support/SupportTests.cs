using Xunit.Sdk;

namespace Sockets.Transport.Tests.Support;

public sealed class SupportTests
{
    [Theory]
    [InlineData("80 0a 1a", new byte[] { 0x80, 0x0a, 0x1a })]
    [InlineData("00FF\n 7f", new byte[] { 0x00, 0xff, 0x7f })]
    [InlineData("", new byte[0])]
    public void Hex_reads_pairs_of_digits(string text, byte[] bytes) => Assert.Equal(bytes, Hex.Bytes(text));

    [Theory]
    [InlineData("8")]
    [InlineData("8g")]
    public void Hex_refuses_what_is_no_pair_of_digits(string text) => Assert.Throws<FormatException>(() => Hex.Bytes(text));

    [Fact]
    public void Hex_writes_lower_case_with_spaces() => Assert.Equal("80 0a ff", Hex.Text([0x80, 0x0A, 0xFF]));

    [Fact]
    public async Task Bounded_wait_fails_naming_what_did_not_happen()
    {
        TaskCompletionSource neverDone = new();

        FailException failure = await Assert.ThrowsAsync<FailException>(
            () => neverDone.Task.WithinAsync(TimeSpan.FromMilliseconds(1)));

        Assert.Contains("neverDone.Task", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bounded_wait_gives_the_result_and_passes_on_the_fault()
    {
        Assert.Equal(7, await Task.FromResult(7).WithinAsync());
        await Assert.ThrowsAsync<TimeoutException>(() => Task.FromException(new TimeoutException()).WithinAsync());
    }

    [Fact]
    public void Checked_pool_fails_when_a_block_is_not_returned()
    {
        CheckedPool pool = new();
        pool.Rent(1).Release();
        pool.Rent(1);

        TrueException failure = Assert.Throws<TrueException>(pool.Dispose);

        Assert.Contains("1 pooled buffers were not returned", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Together_runs_on_every_thread()
    {
        int sum = 0;
        await Together.RunAsync(3, id => Interlocked.Add(ref sum, id + 1));
        Assert.Equal(6, sum);
    }

    [Fact]
    public async Task Together_passes_on_the_failure_of_one_thread_while_another_waits_for_it()
    {
        using ManualResetEventSlim never = new();
        Task run = Together.RunAsync(2, id =>
        {
            if (id == 1)
            {
                throw new InvalidDataException("one of two");
            }

            never.Wait(TestContext.Current.CancellationToken);
        });

        await Assert.ThrowsAsync<InvalidDataException>(() => run);
        never.Set();
    }

    [Fact]
    public void Allocated_counts_what_the_second_run_allocates()
    {
        byte[]? kept = null;
        Assert.InRange(Allocated.BytesBy(() => kept = new byte[100]), 100, 200);
        Assert.Equal(100, kept!.Length);
        Assert.Equal(0, Allocated.BytesBy(() => kept[0]++));
    }
}
