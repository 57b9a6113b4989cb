namespace Sockets.Tools.Output;

/// <summary>Where received bytes end up. Writes are whole: they return when everything is taken, or throw.</summary>
internal abstract class BlockTarget : IDisposable
{
    /// <summary>What to call it.</summary>
    public abstract string Name { get; }

    /// <summary>Writes everything.</summary>
    /// <exception cref="BrokenPipeException">Whoever read it is gone.</exception>
    /// <exception cref="ToolException">The system does not take it.</exception>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Says that everything was written that belongs there.</summary>
    public virtual void Complete()
    {
    }

    public abstract void Dispose();
}
