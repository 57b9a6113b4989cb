using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Sockets.Tools.Output;

/// <summary>
/// One JSON object per line: <c>seq</c>, <c>length</c>, and the payload as <c>text</c> when it is UTF-8, else as
/// <c>base64</c>; where it has several parts, <c>parts</c> with the same of each.
/// </summary>
internal sealed class JsonFormat : MessageFormat
{
    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        SkipValidation = true,
    };

    private Utf8JsonWriter? _writer;

    public override void Write(OutputBuffer output, long sequence, ReadOnlySpan<byte> payload, ReadOnlySpan<int> parts = default)
    {
        _writer ??= new Utf8JsonWriter(output, s_options);
        _writer.Reset(output);
        _writer.WriteStartObject();
        _writer.WriteNumber("seq"u8, sequence);
        _writer.WriteNumber("length"u8, payload.Length);
        if (parts.IsEmpty)
        {
            WritePayload(_writer, payload);
        }
        else
        {
            WriteParts(_writer, payload, parts);
        }

        _writer.WriteEndObject();
        _writer.Flush();
        output.Write("\n"u8);
    }

    private static void WriteParts(Utf8JsonWriter writer, ReadOnlySpan<byte> payload, ReadOnlySpan<int> parts)
    {
        writer.WriteStartArray("parts"u8);
        foreach (int length in parts)
        {
            writer.WriteStartObject();
            WritePayload(writer, payload[..length]);
            writer.WriteEndObject();
            payload = payload[length..];
        }

        writer.WriteEndArray();
    }

    private static void WritePayload(Utf8JsonWriter writer, ReadOnlySpan<byte> payload)
    {
        if (Utf8.IsValid(payload))
        {
            writer.WriteString("text"u8, payload);
        }
        else
        {
            writer.WriteBase64String("base64"u8, payload);
        }
    }
}
