using System.Text;

namespace Sockets.Tools.Tests.Support;

/// <summary>An output to which every write fails, with one of the system's error numbers.</summary>
internal sealed class FailingWriter(int error) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => throw new IOException("Cannot write", error);
}
