namespace Sockets.Transport.Tests.Architecture;

/// <summary>One type of each kind, with members of each kind, for the printer of the public surface.</summary>
public static class SurfaceSamples
{
    [Flags]
    public enum Colors : byte
    {
        None = 0,
        Red = 4,
        Blue = 2,
    }

    public delegate bool Judge<in T>(T value, out int rest);

    public interface IShape<out T>
        where T : class
    {
        T? Name { get; }

        void Draw(int times = 3);
    }

    public static int Count(this string text, params ReadOnlySpan<char> letters) => text.Length + letters.Length;

    internal static int Hidden() => 0;

    public readonly record struct Point(int X, int? Y);

    public ref struct View
    {
#pragma warning disable CA1051 // A field is what this sample is for.
        public Span<byte> Rest;
#pragma warning restore CA1051

        public readonly ref readonly byte First => ref Rest[0];
    }

    public sealed record Options
    {
        public const string DefaultName = "a";

        public int Limit { get; init; } = 7;

        public required string Name { get; init; }

        internal int Hidden { get; set; }
    }

    public abstract class Open<T> : IDisposable
        where T : unmanaged
    {
        protected static readonly int Seed = 1;

        protected Open(T first, CloseReason why = CloseReason.None, TimeSpan wait = default, string? name = null) =>
            First = first;

        private protected Open() => First = default;

        public event EventHandler? Changed;

        public T First { get; protected set; }

        public int this[int index] => index;

        public static bool operator ==(Open<T>? left, Open<T>? right) => ReferenceEquals(left, right);

        public static bool operator !=(Open<T>? left, Open<T>? right) => !(left == right);

        [Obsolete("Use Work.")]
        public void Old() => Changed?.Invoke(this, EventArgs.Empty);

        public virtual void Dispose() => GC.SuppressFinalize(this);

        public override bool Equals(object? obj) => ReferenceEquals(this, obj);

        public override int GetHashCode() => 0;

        protected abstract (int Sent, (long, string Why) Lost) Work<TItem>(in TItem item, List<byte[]>.Enumerator all)
            where TItem : struct;
    }
}
