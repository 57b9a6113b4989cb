namespace Sockets.Transport.Multicast.Internal.Queueing;

/// <summary>Where a message stands in the frames of its source.</summary>
/// <param name="Kind">What its frame is to a decoder, as far as known.</param>
/// <param name="Begins">Whether it begins a frame.</param>
/// <param name="Ends">Whether it ends one.</param>
/// <param name="IsAside">Whether it says nothing of its frame's kind, and the frame can be decoded without it.</param>
internal readonly record struct FrameMark(MulticastFlags Kind, bool Begins, bool Ends, bool IsAside = false);
