using System.Text.Json;

namespace Sockets.Tools.Runs;

/// <summary>A piece of a test's time.</summary>
internal sealed record SavedInterval
{
    /// <summary>When it ended, in seconds since the test began.</summary>
    public required double End { get; init; }

    /// <summary>How long it was, in seconds.</summary>
    public required double Length { get; init; }

    /// <summary>Whether it lies in the warm-up.</summary>
    public required bool IsWarmUp { get; init; }

    /// <summary>Messages that came, or answers where messages are sent back, a second; null where the receiver said nothing new.</summary>
    public required double? Rate { get; init; }

    /// <summary>What was lost by the end of it, by place; null where nobody counts that.</summary>
    public LostPlaces? LostSoFar { get; init; }

    /// <summary>The times recorded in it, by what they are.</summary>
    public required IReadOnlyList<(string Name, SavedTimes Times)> Times { get; init; }

    public static SavedInterval Of(JsonElement interval)
    {
        double length = (interval.Number("dur_ns") ?? 0) / 1e9;
        JsonElement[] directions = [.. ((JsonElement?[])[interval.At("up"), interval.At("down")]).OfType<JsonElement>()];
        double?[] rates = directions.Length > 0 ? [.. directions.Select(d => RateOf(d, length))] : [length > 0 ? (interval.Number("answers") ?? 0) / length : null];
        return new SavedInterval
        {
            End = (interval.Number("t_ns") ?? 0) / 1e9,
            Length = length,
            IsWarmUp = interval.Is("omitted"),
            Rate = rates.Any(static r => r is not null) ? rates.Sum() : null,
            LostSoFar = directions.Select(static d => d.At("total_loss")).OfType<JsonElement>().Select(LostPlaces.Of).Aggregate((LostPlaces?)null, static (sum, one) => sum is null ? one : sum + one),
            Times =
            [
                .. from one in ((string Name, JsonElement? At)[])
                    [
                        (SavedTimes.NameOf(interval.At("down") is null ? null : "down"), interval.At("times")),
                        (SavedTimes.NameOf("up"), interval.At("up", "one_way")),
                    ]
                   let times = SavedTimes.Of(one.At)
                   where times is not null
                   select (one.Name, times),
            ],
        };
    }

    // The receiver's counts are of a time of their own, where the report says so.
    private static double? RateOf(JsonElement direction, double length)
    {
        double seconds = (direction.Number("received_dur_ns") ?? length * 1e9) / 1e9;
        return seconds > 0 ? (direction.Number("received_messages") ?? 0) / seconds : null;
    }
}
