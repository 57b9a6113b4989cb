using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Sockets.Lz4;

/// <summary>Data that every machine with .NET has.</summary>
internal static class Corpus
{
    public const int Length = 1 << 20;

    public static byte[] Of(CorpusKind kind) => kind switch
    {
        CorpusKind.Json => Json(),
        CorpusKind.Binary => File.ReadAllBytes(typeof(object).Assembly.Location)[Length..(2 * Length)],
        CorpusKind.Text => Text(),
        _ => Noise(),
    };

    private static byte[] Json()
    {
        string[] levels = ["Information", "Information", "Information", "Warning", "Debug", "Error"];
        string[] sources = ["Orders.Api.Checkout", "Orders.Api.Basket", "Billing.Worker", "Gateway.Routing"];
        Random random = new(1);
        StringBuilder text = new(Length + 512);
        for (long time = 1_700_000_000_000; text.Length < Length; time += random.Next(1, 50))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $$"""
                {"timestamp":{{time}},"level":"{{levels[random.Next(levels.Length)]}}","source":"{{sources[random.Next(sources.Length)]}}","message":"Request finished","status":{{200 + random.Next(4) * 100}},"elapsedMs":{{random.Next(1, 2000)}},"traceId":"{{random.NextInt64():x16}}{{random.NextInt64():x16}}","user":"user-{{random.Next(100_000)}}"}

                """);
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, Length));
    }

    private static byte[] Text()
    {
        string root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        MemoryStream all = new();
        foreach (string file in Directory.EnumerateFiles(root, "*.xml", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal))
        {
            all.Write(File.ReadAllBytes(file));
            if (all.Length >= Length)
            {
                break;
            }
        }

        return all.ToArray()[..Length];
    }

    private static byte[] Noise()
    {
        byte[] bytes = new byte[Length];
        new Random(2).NextBytes(bytes);
        return bytes;
    }
}
