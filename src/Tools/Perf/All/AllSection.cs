using Sockets.Tools.Perf.All.Reporting;

namespace Sockets.Tools.Perf.All;

/// <summary>Measurements that are shown together.</summary>
/// <param name="Text">How they are shown.</param>
/// <param name="Measurements">The measurements, in the order they are made.</param>
internal sealed record AllSection(ISectionText Text, IReadOnlyList<IMeasurement> Measurements);
