using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Tcp.Internal.Listening;

/// <summary>
/// How often each address has failed to prove itself within the last minute. An attempt counts when it begins and is
/// taken back when it succeeds, so that many at once are bounded too. Bounded: the oldest entry goes when it is full.
/// </summary>
internal sealed class FailedAttempts
{
    /// <summary>Addresses remembered; an entry takes about 100 bytes.</summary>
    public const int MostAddresses = 4096;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly int _limit;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, Entry> _entries = [];

    public FailedAttempts(int limit, TimeProvider time)
    {
        _limit = limit;
        _time = time;
    }

    /// <summary>Counts an attempt, or says how long its address has to wait.</summary>
    public bool TryBegin(EndPoint? remote, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (KeyOf(remote) is not { } key)
        {
            // Who comes by a Unix socket is on this host, and has been let in by the file's rights.
            return true;
        }

        lock (_gate)
        {
            long now = _time.GetTimestamp();
            if (!_entries.TryGetValue(key, out Entry entry) || _time.GetElapsedTime(entry.Since, now) >= Window)
            {
                MakeRoom(now);
                entry = new Entry(now, 0);
            }

            if (entry.Attempts >= _limit)
            {
                wait = Window - _time.GetElapsedTime(entry.Since, now);
                return false;
            }

            _entries[key] = entry with { Attempts = entry.Attempts + 1 };
            return true;
        }
    }

    /// <summary>The attempt was none that failed.</summary>
    public void TakeBack(EndPoint? remote)
    {
        if (KeyOf(remote) is { } key)
        {
            lock (_gate)
            {
                if (_entries.TryGetValue(key, out Entry entry) && entry.Attempts > 0)
                {
                    _entries[key] = entry with { Attempts = entry.Attempts - 1 };
                }
            }
        }
    }

    /// <summary>An IPv4 address, or the network of an IPv6 address: a single host has 2^64 of those.</summary>
    private static UInt128? KeyOf(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: { } address })
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        address.TryWriteBytes(bytes, out int length);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            bytes[8..].Clear();
            length = 16;
        }

        UInt128 key = 0;
        foreach (byte b in bytes[..length])
        {
            key = (key << 8) | b;
        }

        return key;
    }

    private void MakeRoom(long now)
    {
        if (_entries.Count < MostAddresses)
        {
            return;
        }

        UInt128 oldest = 0;
        long since = long.MaxValue;
        foreach ((UInt128 key, Entry entry) in _entries)
        {
            if (_time.GetElapsedTime(entry.Since, now) >= Window)
            {
                _entries.Remove(key);
            }
            else if (entry.Since < since)
            {
                (oldest, since) = (key, entry.Since);
            }
        }

        if (_entries.Count >= MostAddresses)
        {
            _entries.Remove(oldest);
        }
    }

    private readonly record struct Entry(long Since, int Attempts);
}
