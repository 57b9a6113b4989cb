using System.Globalization;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Endpoints.ZeroMq;

namespace Sockets.Tools.Endpoints;

/// <summary>The part of an endpoint behind its question mark: known keys, each at most once, each with a value.</summary>
internal sealed class EndpointQuery
{
    /// <summary>The one value of the key <c>insecure</c>.</summary>
    private const string Anybody = "anybody";

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<(string Key, string Value)> _all = [];

    /// <summary>Splits a query.</summary>
    /// <param name="query">What stands behind the question mark.</param>
    /// <param name="known">The keys this scheme has.</param>
    /// <param name="allowed">What a key's value may be, for a scheme whose keys are not those of streams.</param>
    /// <param name="repeated">Those that can be given several times.</param>
    public EndpointQuery(
        string query, IReadOnlyList<string> known, Func<string, string>? allowed = null, IReadOnlyList<string>? repeated = null)
    {
        foreach (string pair in query.Split('&'))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? pair : pair[..equals];
            string value = equals < 0 ? "" : PercentEncoding.Decode(pair[(equals + 1)..]);
            if (key.Length == 0)
            {
                throw ToolException.Usage("the endpoint has an empty key behind '?' or '&'", $"keys are {string.Join(", ", known)}");
            }

            if (!known.Contains(key, StringComparer.Ordinal))
            {
                string meant = Suggestion.Phrase(key, known);
                throw ToolException.Usage(
                    $"unknown key '{key}' in the endpoint{meant}", meant.Length > 0 ? null : $"keys are {string.Join(", ", known)}");
            }

            if (value.Length == 0)
            {
                throw ToolException.Usage($"key '{key}' has no value", $"write {key}=…, allowed: {(allowed ?? AllowedOf)(key)}");
            }

            _all.Add((key, value));
            if (!_values.TryAdd(key, value) && repeated?.Contains(key, StringComparer.Ordinal) != true)
            {
                throw ToolException.Usage($"key '{key}' is given twice", "give it once");
            }
        }
    }

    /// <summary>A value as it was written, or null when the key is not given.</summary>
    public string? Read(string key) => _values.GetValueOrDefault(key);

    /// <summary>Whether it says in so many words that any certificate will do.</summary>
    public bool ReadInsecure() => Read("insecure") switch
    {
        null => false,
        Anybody => !Has("ca")
            ? true
            : throw ToolException.Usage($"keys 'ca' and 'insecure={Anybody}' contradict each other", "leave out one of them"),
        { } other => throw ToolException.Usage($"key 'insecure': '{other}' is not understood", $"the only value is {Anybody}: whatever certificate the other side shows is taken"),
    };

    /// <summary>All values of a key that can be given several times, as they were written.</summary>
    public IReadOnlyList<string> ReadAll(string key) => [.. _all.Where(one => one.Key == key).Select(static one => one.Value)];

    public bool Has(string key) => _values.ContainsKey(key);

    /// <summary>The framing; null when it is our own protocol.</summary>
    public Framing? ReadFraming()
    {
        if (!_values.TryGetValue("framing", out string? text))
        {
            return null;
        }

        return Framing.TryParse(text, out Framing? framing, out string? error)
            ? framing
            : throw ToolException.Usage($"key 'framing': {error}");
    }

    /// <summary>A size, or null when the key is not given.</summary>
    public int? ReadSize(string key)
    {
        if (!_values.TryGetValue(key, out string? text))
        {
            return null;
        }

        if (!ByteSize.TryParse(text, out long bytes, out string? error))
        {
            throw ToolException.Usage($"key '{key}': {error}");
        }

        return bytes <= Array.MaxLength ? (int)bytes : throw ToolException.Usage($"key '{key}': '{text}' is too large");
    }

    /// <summary>One of a few words, or null when the key is not given.</summary>
    public string? ReadWord(string key, IReadOnlyList<string> allowed)
    {
        if (!_values.TryGetValue(key, out string? text) || allowed.Contains(text, StringComparer.Ordinal))
        {
            return text;
        }

        throw ToolException.Usage($"key '{key}': '{text}' is not known{Suggestion.Phrase(text, allowed)}", $"allowed: {string.Join(", ", allowed)}");
    }

    /// <summary>A whole number, or null when the key is not given.</summary>
    public int? ReadNumber(string key, int least, int most)
    {
        if (!_values.TryGetValue(key, out string? text))
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw ToolException.Usage($"key '{key}': '{text}' is not a number from {least} to {most}");
    }

    private static string AllowedOf(string key) => key switch
    {
        "framing" => Framing.Allowed,
        "cert" => "a PEM or PKCS #12 file, or store:THUMBPRINT",
        "key" or "ca" => "a PEM file",
        "name" => "a host name",
        "insecure" => Anybody,
        "token-file" => "a file",
        _ => (UdpSettings.AllowedOf(key) + ZmqSettings.AllowedOf(key)) is { Length: > 0 } allowed ? allowed : ByteSize.Allowed,
    };
}
