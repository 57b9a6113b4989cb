namespace Sockets.Transport.Tcp.Internal.Sending;

/// <summary>Who can stand in a <see cref="WaitingLine{T}"/>, which sets both.</summary>
/// <typeparam name="T">Itself.</typeparam>
internal interface IInLine<T>
    where T : class
{
    T? Previous { get; set; }

    T? Next { get; set; }
}
