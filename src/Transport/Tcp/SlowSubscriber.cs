namespace Sockets.Transport.Tcp;

/// <summary>An episode in which one subscriber of a group lost messages: each is told twice, at its begin and at its end.</summary>
/// <param name="Connection">The subscriber.</param>
/// <param name="Phase">Begin or end. What is lost before the end could be told belongs to the same episode.</param>
/// <param name="Lost">Messages refused, dropped or replaced since the episode began, those that waited when it left included.</param>
/// <param name="Pending">Messages that wait for it now.</param>
public readonly record struct SlowSubscriber(MessageConnection Connection, SlowPhase Phase, long Lost, int Pending);
