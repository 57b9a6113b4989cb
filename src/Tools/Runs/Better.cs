namespace Sockets.Tools.Runs;

/// <summary>Which way a figure gets better.</summary>
internal enum Better
{
    More,
    Less,
}
