using Sockets.Tools.Output;

namespace Sockets.Tools.Tests.Support;

/// <summary>Keeps what is written.</summary>
internal sealed class MemoryTarget : BlockTarget
{
    private readonly MemoryStream _bytes = new();

    public override string Name => "memory";

    /// <summary>Sizes of the writes, in order.</summary>
    public List<int> Writes { get; } = [];

    /// <summary>Makes every write fail.</summary>
    public Exception? Fails { get; set; }

    public string Text => System.Text.Encoding.UTF8.GetString(Bytes);

    public byte[] Bytes
    {
        get
        {
            lock (_bytes)
            {
                return _bytes.ToArray();
            }
        }
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        if (Fails is not null)
        {
            throw Fails;
        }

        lock (_bytes)
        {
            Writes.Add(bytes.Length);
            _bytes.Write(bytes);
        }
    }

    public override void Dispose()
    {
    }
}
