namespace Sockets.Tools.Output;

/// <summary>A run at one moment.</summary>
/// <param name="Elapsed">Since the first message could have gone.</param>
/// <param name="Messages">Messages so far.</param>
/// <param name="Bytes">Payload bytes so far.</param>
internal readonly record struct ProgressSample(TimeSpan Elapsed, long Messages, long Bytes);
