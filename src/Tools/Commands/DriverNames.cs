namespace Sockets.Tools.Commands;

/// <summary>The drivers as the command line names them.</summary>
internal static class DriverNames
{
    public const string Default = "async";
}
