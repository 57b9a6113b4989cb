namespace Sockets.Tools.Endpoints;

/// <summary>
/// The file of a recording: it keeps what it has until the first byte is written, so that a run that does not begin empties
/// nothing. What is written is the system's at once.
/// </summary>
internal sealed class RecordingFile : FileStream
{
    private readonly bool _isNew;
    private bool _isFresh;

    private RecordingFile(string path, bool isNew)
        : base(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0)
    {
        _isNew = isNew;
        _isFresh = isNew || !FileKind.IsRegular(path);
    }

    /// <summary>Opens a file, or makes it.</summary>
    public static RecordingFile Open(string path) => new(path, isNew: !File.Exists(path));

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (!_isFresh)
        {
            SetLength(0);
            _isFresh = true;
        }

        base.Write(buffer, offset, count);
    }

    /// <summary>The run did not begin: a file that was made for it goes again.</summary>
    public void GiveUp()
    {
        Dispose();
        if (_isNew)
        {
            File.Delete(Name);
        }
    }
}
