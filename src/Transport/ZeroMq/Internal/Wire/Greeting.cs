namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>
/// The first 64 octets of each direction.
/// <code>
///  0      FF                  signature
///  1..8   00 .. 00 01         padding: never looked at
///  9      7F                  signature; an even octet is ZMTP 1.0's
/// 10      03                  major version
/// 11      01                  minor version
/// 12..31  "NULL" 00 ..        mechanism
/// 32      00                  as-server: peers send 0 whatever they are, so nobody looks at it
/// 33..63  00
/// </code>
/// </summary>
internal static class Greeting
{
    public const int Size = 64;

    private const int SecondSignature = 9;
    private const int Major = 10;
    private const int Minor = 11;
    private const int Mechanism = 12;
    private const int MechanismLength = 20;

    public static void Write(Span<byte> destination, ReadOnlySpan<byte> mechanism)
    {
        destination[..Size].Clear();
        destination[0] = 0xFF;
        destination[8] = 1;
        destination[SecondSignature] = 0x7F;
        destination[Major] = 3;
        destination[Minor] = 1;
        mechanism.CopyTo(destination[Mechanism..]);
    }

    /// <summary>
    /// Reads what has arrived. A peer that speaks something else is refused with its first octet that says so.
    /// </summary>
    /// <param name="arrived">The stream from its beginning.</param>
    /// <param name="mechanism">The mechanism this side insists on.</param>
    /// <param name="minor">The lower of both minor versions, once the greeting is whole.</param>
    /// <returns>Whether the greeting is whole.</returns>
    /// <exception cref="ProtocolViolationException">The peer speaks another protocol, version or mechanism.</exception>
    public static bool TryRead(ReadOnlySpan<byte> arrived, ReadOnlySpan<byte> mechanism, out int minor)
    {
        minor = 0;
        if (arrived.Length > 0 && arrived[0] != 0xFF)
        {
            throw new ProtocolViolationException(
                $"The peer does not speak ZMTP: its first octet is 0x{arrived[0]:x2}, a greeting begins with 0xff. Check the port.");
        }

        if (arrived.Length > SecondSignature && (arrived[SecondSignature] & 1) == 0)
        {
            throw TooOld("1.0");
        }

        if (arrived.Length > Major && arrived[Major] < 3)
        {
            throw TooOld("2.0");
        }

        if (arrived.Length < Size)
        {
            return false;
        }

        ReadOnlySpan<byte> theirs = arrived.Slice(Mechanism, MechanismLength);
        if (!theirs.StartsWith(mechanism) || theirs[mechanism.Length..].ContainsAnyExcept((byte)0))
        {
            throw new ProtocolViolationException(
                $"The peer's security mechanism is {ShowName(theirs)}, this side's is {ShowName(mechanism)}: both must be set to the same.");
        }

        minor = arrived[Major] > 3 ? 1 : Math.Min((byte)1, arrived[Minor]);
        return true;
    }

    private static string ShowName(ReadOnlySpan<byte> name) => WireText.Show(name.TrimEnd((byte)0));

    private static ProtocolViolationException TooOld(string version) =>
        new($"The peer speaks ZMTP {version}: at least 3.0 is needed, which libzmq 4 and NetMQ 4 have.");
}
