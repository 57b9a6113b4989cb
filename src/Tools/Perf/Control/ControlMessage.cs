using System.Text.Json.Serialization;

namespace Sockets.Tools.Perf.Control;

/// <summary>
/// What both sides of <c>perf</c> say to each other: a JSON object in a message of a session of its own. Hello, welcome,
/// refusal and attach are the same in every version, so that versions can tell each other apart.
/// </summary>
/// <remarks>
/// <code>
/// client: hello, clock probes      server: welcome, clock answers
/// client: plan                     server: ready
/// client: the data streams, each beginning with an attach
/// client: start                    server: started
///                                  server: progress, again and again
///                                  server: done, when it has sent everything
/// client: stop                     server: result
/// </code>
/// plan to result are repeated for each test. A side ignores fields that it does not know, and takes one that is missing for not
/// told: so a later version adds to a message, as the times to progress, and both go on understanding each other.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Hello), "hello")]
[JsonDerivedType(typeof(Welcome), "welcome")]
[JsonDerivedType(typeof(Refusal), "refusal")]
[JsonDerivedType(typeof(ClockProbe), "clock_probe")]
[JsonDerivedType(typeof(ClockAnswer), "clock_answer")]
[JsonDerivedType(typeof(Proposal), "plan")]
[JsonDerivedType(typeof(Ready), "ready")]
[JsonDerivedType(typeof(Attach), "attach")]
[JsonDerivedType(typeof(Start), "start")]
[JsonDerivedType(typeof(Started), "started")]
[JsonDerivedType(typeof(Progress), "progress")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Stop), "stop")]
[JsonDerivedType(typeof(Result), "result")]
internal abstract record ControlMessage
{
    /// <summary>The version of all this. It goes up when an older side would misunderstand.</summary>
    public const int Version = 1;
}
