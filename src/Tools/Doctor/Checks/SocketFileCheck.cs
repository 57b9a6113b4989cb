using Sockets.Tools.Endpoints;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>Whether the file of a Unix socket is where it should be.</summary>
internal sealed class SocketFileCheck : ICheck
{
    private readonly ChannelSettings _settings;
    private readonly OtherSide _other;

    public SocketFileCheck(ChannelSettings settings, OtherSide other)
    {
        _settings = settings;
        _other = other;
    }

    public string Name => "file";

    public ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken) => new(Examine());

    private Finding Examine()
    {
        string path = _settings.Endpoint.Path;
        if (path[0] == '@')
        {
            return Finding.Ok("none: the name is the kernel's, and gone with who listens");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            return Finding.Fail($"there is no folder {folder}", $"mkdir -p '{folder}'");
        }

        if (Path.Exists(path))
        {
            return FileKind.IsRegular(path)
                ? Finding.Fail($"{path} is no socket but a file", "take another path")
                : Finding.Ok($"{path} is there");
        }

        return _settings.Listen
            ? Finding.Ok($"{path} is free, and {folder} is there")
            : Finding.Fail($"{path} is not there: nobody listens", _other.Command);
    }
}
