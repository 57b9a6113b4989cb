namespace Sockets.Transport.Tests.Framing;

/// <summary>Golden bytes as text: <c>00 05 68 65</c>; an apostrophe begins ASCII up to the next blank: <c>00 02 'hi</c>.</summary>
internal static class Hex
{
    public static byte[] Bytes(string text)
    {
        List<byte> bytes = [];
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word[0] == '\'')
            {
                bytes.AddRange(word.Skip(1).Select(one => (byte)one));
            }
            else
            {
                bytes.AddRange(Convert.FromHexString(word));
            }
        }

        return [.. bytes];
    }

    public static string Text(ReadOnlySpan<byte> bytes) =>
        string.Join(' ', bytes.ToArray().Select(one => one.ToString("X2")));
}
