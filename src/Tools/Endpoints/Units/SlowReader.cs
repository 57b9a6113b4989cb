using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Sockets.Tools.Endpoints.Units;

/// <summary>A receiver that is slow on purpose: <c>5ms/100</c> pauses 5 ms after every 100 messages.</summary>
/// <param name="Pause">How long.</param>
/// <param name="Every">After how many messages.</param>
internal readonly record struct SlowReader(
    [property: JsonPropertyName("pause_ns")] TimeSpan Pause, [property: JsonPropertyName("every_messages")] long Every)
{
    public static bool TryParse(string text, out SlowReader value, [NotNullWhen(false)] out string? error)
    {
        value = default;
        string[] parts = text.Split('/');
        long every = 1;
        if (parts.Length > 2)
        {
            error = $"'{text}' is not a pause: write a duration and a number of messages, as in 5ms/100";
            return false;
        }

        if (!Duration.TryParse(parts[0], out TimeSpan pause, out error)
            || (parts.Length == 2 && !Quantity.TryParse(parts[1], out every, out error)))
        {
            error = $"{error} (write a duration and a number of messages, as in 5ms/100)";
            return false;
        }

        value = new SlowReader(pause, every);
        return true;
    }
}
