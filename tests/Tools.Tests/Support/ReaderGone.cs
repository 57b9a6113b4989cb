using System.Text;

namespace Sockets.Tools.Tests.Support;

/// <summary>A pipe whose reader has gone: every write fails with EPIPE (32).</summary>
internal sealed class ReaderGone : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => throw new IOException("Broken pipe", 32);
}
