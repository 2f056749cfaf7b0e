using Gantry.Resources;

namespace Gantry.Edge.Seen.Log;

/// <summary>What is written of requests, and where.</summary>
/// <param name="IsJson">A JSON document to a line; otherwise the combined format.</param>
/// <param name="WithQuery">Also what stands behind a question mark, in which there may be tokens.</param>
internal sealed record AccessLogOptions(string File, bool IsJson, bool WithQuery)
{
    /// <summary>Of one file, in bytes; there are a few more of them.</summary>
    public const long Most = 64L * 1024 * 1024;

    /// <returns>What is wrong; null if nothing.</returns>
    public static Problem? Parse(IReadOnlyDictionary<string, string> values, out AccessLogOptions? options)
    {
        options = null;
        var format = values.GetValueOrDefault("--access-log", "off");
        var query = values.GetValueOrDefault("--access-log-query", "off");
        if (format is not ("json" or "combined" or "off")) return Wrong("--access-log", $"\"{format}\" is neither json nor combined nor off.");
        if (query is not ("on" or "off")) return Wrong("--access-log-query", $"\"{query}\" is neither on nor off.");
        if (format == "off") return null;
        if (!values.TryGetValue("--access-log-file", out var file)) return Wrong("--access-log-file", "It is missing, and the access log needs it.");
        options = new AccessLogOptions(Path.GetFullPath(file), format == "json", query == "on");
        return null;
    }

    private static Problem Wrong(string place, string message) => new(place, "edge.usage", message, "");
}
