using System.Buffers.Binary;
using Sockets.Transport.Buffers;
using Sockets.Transport.Compression;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Receiving;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <content>Compressed messages (docs/wire/tcp.md, section 5.9). What arrives is dealt with on the receive loop.</content>
internal sealed partial class MessageSession
{
    /// <summary>What both sides compress with; null when nothing was agreed on.</summary>
    private MessageCompression? _compression;

    /// <summary>The flag of all frames of the message that is being put together: COMPRESSED or none.</summary>
    private byte _assembledFlags;

    /// <summary>How long the compressed message is that is being received, as its first frame said.</summary>
    private int _rawLength;

    /// <summary>What the server chose; 0 for nothing.</summary>
    private byte _algorithm;

    private IMessageCompressor? Compressor => _setup.Session.Compressor;

    /// <summary>What this side can do beyond the plain session.</summary>
    private Features Offered => Features.Requests
        | (Compressor is null ? Features.None : Features.Compression)
        | (_setup.Resume is null ? Features.None : Features.Resume);

    /// <summary>What the server says that it can do: compression only with an algorithm that both have.</summary>
    private Features Supported(byte algorithm) => algorithm == 0 ? Offered & ~Features.Compression : Offered;

    /// <summary>The server's choice among what the client offers: the algorithm, or 0 for none.</summary>
    private byte ChooseAlgorithm(in Hello hello)
    {
        if ((hello.Features & Offered & Features.Compression) == Features.None)
        {
            return 0;
        }

        byte[] offered = hello.Algorithms ?? [];
        return offered.Length == 0
            ? throw Violation(ReasonCode.Terms, "The client offers compression and names no algorithm.")
            : offered.Contains(Compressor!.Algorithm) ? Compressor.Algorithm : (byte)0;
    }

    /// <summary>The client has to have what the server chose.</summary>
    private void CheckAlgorithm(in Welcome welcome)
    {
        if ((welcome.Features & Offered & Features.Compression) != Features.None && welcome.Algorithm != Compressor!.Algorithm)
        {
            throw Violation(ReasonCode.Terms, welcome.Algorithm == 0
                ? "The server agrees to compress and names no algorithm."
                : $"The server chose compression algorithm {welcome.Algorithm}; this client offered {Compressor.Algorithm} only.");
        }
    }

    /// <summary>What both sides have agreed on, if they have.</summary>
    private MessageCompression? AgreedCompression() => (_features & Features.Compression) == Features.None
        ? null
        : new MessageCompression(Compressor!, _setup.Session.CompressFrom, _setup.Pool);

    /// <summary>A compressed message in one frame.</summary>
    private void OnCompressed(ReadOnlySpan<byte> payload)
    {
        BeginCompressed(payload);
        CheckCompressed(payload.Length);
        OnCompressedEnd(payload);
    }

    /// <summary>Judges what the first frame says before any memory is taken for it.</summary>
    private void BeginCompressed(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < MessageCompression.HeadSize)
        {
            throw new ProtocolViolationException(
                $"A compressed message of {payload.Length} bytes: its raw length alone takes {MessageCompression.HeadSize}.");
        }

        uint raw = BinaryPrimitives.ReadUInt32LittleEndian(payload);
        if (raw > _setup.Limits.MaxMessageLength)
        {
            throw TooLarge($"A compressed message of {raw} bytes was announced", _setup.Limits.MaxMessageLength);
        }

        _rawLength = (int)raw;
        if (!_credit.CanAccept(CompressedCost()))
        {
            throw Overrun(CompressedCost());
        }
    }

    /// <summary>A compressed message is shorter than what it holds; with this, what it takes while it arrives is bounded too.</summary>
    private void CheckCompressed(int length)
    {
        if (length >= _rawLength)
        {
            throw new ProtocolViolationException(
                $"A compressed message has {length} bytes, and {_rawLength} when it is decompressed: it has to be shorter.");
        }
    }

    private void OnCompressedEnd(ReadOnlySpan<byte> packed)
    {
        PooledBuffer? raw = _setup.Pool.Rent(_rawLength);
        try
        {
            Span<byte> message = raw.Array.AsSpan(0, _rawLength);
            if (!_compression!.TryUnpack(packed[MessageCompression.HeadSize..], message))
            {
                throw new ProtocolViolationException(
                    $"A compressed message cannot be decompressed: its block of {packed.Length - MessageCompression.HeadSize} bytes is malformed, or does not hold the {_rawLength} bytes it was announced with.");
            }

            int cost = CompressedCost();
            Accept(cost, message.Length);
            if (_setup.Handler is null)
            {
                Inbox.Add(raw, message.Length, _receivedMessages, cost);
                raw = null;
                return;
            }

            Deliver(message, cost);
        }
        finally
        {
            raw?.Release();
        }
    }

    /// <summary>What the message would have cost uncompressed, in as few frames as possible: that is what it will hold here.</summary>
    private int CompressedCost() => (int)SessionOptions.WireLength(_rawLength, SessionOptions.MaxFramePayload);

    /// <summary>Which flags may stand on a frame beside MORE and IGNORABLE.</summary>
    private byte AgreedFlags(Trn1FrameType type) =>
        type == Trn1FrameType.Data && _compression is not null ? Trn1Header.Compressed : (byte)0;
}
