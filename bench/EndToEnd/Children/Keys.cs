namespace Sockets.EndToEnd.Children;

/// <summary>The keys of the figures that ends report.</summary>
internal static class Keys
{
    /// <summary>Messages or round trips in the scored window, as the measuring end counted them.</summary>
    public const string Count = "count";

    /// <summary>Bytes in the scored window, where no messages are.</summary>
    public const string Bytes = "bytes";

    /// <summary>Messages that the sender sent in the scored window.</summary>
    public const string Sent = "sent";

    /// <summary>Messages or round trips while processor time was counted.</summary>
    public const string CountWhileCosting = "countWhileCosting";

    /// <summary>Bytes while processor time was counted.</summary>
    public const string BytesWhileCosting = "bytesWhileCosting";

    /// <summary>User and system seconds of both processes for a million messages or round trips.</summary>
    public const string SecondsPerMillion = "cpuSecondsPerMillion";

    /// <summary>User and system seconds of both processes for 10^9 bytes.</summary>
    public const string SecondsPerGigabyte = "cpuSecondsPerGigabyte";

    /// <summary>How long the scored window was.</summary>
    public const string Seconds = "seconds";

    public const string MessagesPerSecond = "messagesPerSecond";

    /// <summary>Datagrams for each second that the receiving thread spent on a processor.</summary>
    public const string PerReceiverSecond = "perReceiverSecond";

    /// <summary>Datagrams that one call into the kernel brings.</summary>
    public const string PerCall = "perCall";

    public const string BytesPerSecond = "bytesPerSecond";

    /// <summary>Bytes on the wire, headers and control frames included, for each byte of payload.</summary>
    public const string WireShare = "wireShare";

    /// <summary>Live managed bytes for each connection.</summary>
    public const string ManagedBytesEach = "managedBytesEach";

    /// <summary>Resident bytes of the process for each connection.</summary>
    public const string ResidentBytesEach = "residentBytesEach";

    public const string Threads = "threads";

    /// <summary>Processor time of one process as a part of one core's.</summary>
    public const string CoreShare = "coreShare";

    public const string P50 = "p50Nanoseconds";

    public const string P99 = "p99Nanoseconds";

    public const string P999 = "p999Nanoseconds";

    public const string Max = "maxNanoseconds";

    /// <summary>Until the last message of a burst.</summary>
    public const string Whole = "wholeNanoseconds";
}
