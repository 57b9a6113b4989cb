using System.Globalization;
using Sockets.Transport.Tests.Architecture;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>The example at the end of docs/wire/tcp.md, as turns that the two sides take.</summary>
internal static class WorkedSession
{
    private const string Page = "docs/wire/tcp.md";
    private const string Heading = "## 10. A whole session";
    private const string End = "end of stream";

    /// <summary>What one side says before the other does.</summary>
    /// <param name="Client">Whether it is the client.</param>
    /// <param name="Bytes">The bytes; null for one that is different every time.</param>
    /// <param name="Finishes">Whether its stream ends there.</param>
    public sealed record Turn(bool Client, IReadOnlyList<byte?> Bytes, bool Finishes)
    {
        /// <summary>Whether these bytes are what the page says.</summary>
        public bool Allows(ReadOnlySpan<byte> bytes)
        {
            if (bytes.Length != Bytes.Count)
            {
                return false;
            }

            for (int i = 0; i < bytes.Length; i++)
            {
                if (Bytes[i] is { } expected && expected != bytes[i])
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>The bytes to send, with any for those that are different every time.</summary>
        public byte[] ToSend() => [.. Bytes.Select(b => b ?? 0x5A)];
    }

    public static IReadOnlyList<Turn> Read()
    {
        string page = House.Read(Page);
        string block = page[page.IndexOf(Heading, StringComparison.Ordinal)..].Split("```")[1];
        List<Turn> turns = [];
        List<byte?> bytes = [];
        bool client = true;
        bool finished = false;
        foreach (string line in block.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            bool speaks = line[0] is ' ' ? client : line[0] is '>';
            if (speaks != client || finished)
            {
                turns.Add(new Turn(client, bytes, finished));
                (bytes, client, finished) = ([], speaks, false);
            }

            string said = line[2..];
            finished = said == End;
            if (!finished)
            {
                bytes.AddRange(BytesOf(said));
            }
        }

        turns.Add(new Turn(client, bytes, finished));
        return turns;
    }

    /// <summary>The comment stands behind at least four spaces.</summary>
    private static IEnumerable<byte?> BytesOf(string line)
    {
        string[] words = line.Split("    ")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < words.Length; i++)
        {
            byte? value = words[i] == ".." ? null : byte.Parse(words[i], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            int count = 1;
            if (i + 2 < words.Length && words[i + 1] == "x")
            {
                count = int.Parse(words[i + 2], CultureInfo.InvariantCulture);
                i += 2;
            }

            for (int n = 0; n < count; n++)
            {
                yield return value;
            }
        }
    }
}
