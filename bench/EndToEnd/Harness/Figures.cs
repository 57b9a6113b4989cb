namespace Sockets.EndToEnd.Harness;

/// <summary>What one pass of one leg measured, by the keys of <see cref="Metric"/>. A figure that is absent was not carried by the run.</summary>
internal sealed class Figures : Dictionary<string, double>
{
    public Figures()
        : base(StringComparer.Ordinal)
    {
    }
}
