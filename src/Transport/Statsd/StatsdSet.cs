using System.Globalization;
using Sockets.Transport.Statsd.Internal.Sources;

namespace Sockets.Transport.Statsd;

/// <summary>
/// How many different members there are. Each is sent once per flush, however often it was added; up to 4,096 of them, and
/// 64 KiB, between two flushes. Made by <see cref="StatsdClient.CreateSet"/>; for any thread.
/// </summary>
public sealed class StatsdSet
{
    private readonly SetSource _source;

    internal StatsdSet(SetSource source) => _source = source;

    /// <summary>Adds a member. Never throws.</summary>
    /// <param name="member">Not empty; without control characters, <c>|</c> and <c>:</c>, or as <see cref="StatsdOptions.Names"/> says.</param>
    public void Add(ReadOnlySpan<char> member) => _source.Add(member);

    /// <summary>Adds a member. Never throws.</summary>
    /// <param name="utf8Member">As UTF-8; as in <see cref="Add(ReadOnlySpan{char})"/>.</param>
    public void Add(ReadOnlySpan<byte> utf8Member) => _source.Add(utf8Member);

    /// <summary>Adds a number as a member. Never throws.</summary>
    /// <param name="member">The number.</param>
    public void Add(long member)
    {
        Span<byte> digits = stackalloc byte[20];
        member.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        _source.Add(digits[..length]);
    }
}
