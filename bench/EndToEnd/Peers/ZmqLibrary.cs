using System.Runtime.InteropServices;

namespace Sockets.EndToEnd.Peers;

/// <summary>The functions of libzmq's C API that the legs call, by their own names. Needs libzmq.so.5.</summary>
internal static partial class ZmqLibrary
{
    public const int Sub = 2;
    public const int XPub = 9;
    public const int Subscribe = 6;
    public const int XPubVerbose = 40;
    public const int XPubNoDrop = 69;
    public const int Pull = 7;
    public const int Push = 8;
    public const int Req = 3;
    public const int Rep = 4;
    public const int LastEndpoint = 32;
    public const int SendHighWaterMark = 23;
    public const int ReceiveHighWaterMark = 24;

    public const int CurveServer = 47;
    public const int CurvePublicKey = 48;
    public const int CurveSecretKey = 49;
    public const int CurveServerKey = 50;

    private const string Name = "libzmq.so.5";

    /// <summary>The version of the library; null when it is not installed.</summary>
    public static string? Version { get; } = ReadVersion();

    /// <summary>Why legs of this peer cannot run here; null when they can.</summary>
    public static string? Absence => Version is null ? $"{Name} is not installed (Debian: libzmq5)" : null;

    [LibraryImport(Name, EntryPoint = "zmq_version")]
    private static partial void GetVersion(out int major, out int minor, out int patch);

    [LibraryImport(Name, EntryPoint = "zmq_ctx_new")]
    public static partial nint NewContext();

    [LibraryImport(Name, EntryPoint = "zmq_ctx_term")]
    public static partial int EndContext(nint context);

    [LibraryImport(Name, EntryPoint = "zmq_socket")]
    public static partial nint NewSocket(nint context, int type);

    [LibraryImport(Name, EntryPoint = "zmq_close")]
    public static partial int Close(nint socket);

    [LibraryImport(Name, EntryPoint = "zmq_bind", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Bind(nint socket, string endpoint);

    [LibraryImport(Name, EntryPoint = "zmq_connect", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Connect(nint socket, string endpoint);

    [LibraryImport(Name, EntryPoint = "zmq_setsockopt")]
    public static partial int SetOption(nint socket, int option, in int value, nuint length);

    [LibraryImport(Name, EntryPoint = "zmq_setsockopt")]
    public static partial int SetOption(nint socket, int option, ReadOnlySpan<byte> value, nuint length);

    [LibraryImport(Name, EntryPoint = "zmq_getsockopt")]
    public static partial int GetOption(nint socket, int option, Span<byte> value, ref nuint length);

    [LibraryImport(Name, EntryPoint = "zmq_send")]
    public static partial int Send(nint socket, ReadOnlySpan<byte> payload, nuint length, int flags);

    [LibraryImport(Name, EntryPoint = "zmq_recv")]
    public static partial int Receive(nint socket, Span<byte> payload, nuint length, int flags);

    [LibraryImport(Name, EntryPoint = "zmq_msg_init")]
    public static partial int InitMessage(ref ZmqMessage message);

    [LibraryImport(Name, EntryPoint = "zmq_msg_recv")]
    public static partial int ReceiveMessage(ref ZmqMessage message, nint socket, int flags);

    [LibraryImport(Name, EntryPoint = "zmq_msg_close")]
    public static partial int CloseMessage(ref ZmqMessage message);

    [LibraryImport(Name, EntryPoint = "zmq_errno")]
    public static partial int LastError();

    [LibraryImport(Name, EntryPoint = "zmq_strerror")]
    private static partial nint ErrorText(int error);

    public static string Describe(int error) => Marshal.PtrToStringUTF8(ErrorText(error)) ?? $"error {error}";

    private static string? ReadVersion()
    {
        if (!NativeLibrary.TryLoad(Name, out _))
        {
            return null;
        }

        GetVersion(out int major, out int minor, out int patch);
        return $"{major}.{minor}.{patch}";
    }
}
