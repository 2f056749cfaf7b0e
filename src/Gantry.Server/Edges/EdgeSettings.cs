using System.Net;
using Gantry.Resources;
using Gantry.Store;

namespace Gantry.Server.Edges;

/// <summary>What the environment says of the edge beyond its addresses. What was said once is kept, as the addresses are; "off" takes it back.</summary>
internal sealed record EdgeSettings
{
    public const string MetricsVariable = "GANTRY_METRICS";
    public const string ProxiesVariable = "GANTRY_TRUSTED_PROXIES";
    public const string IntroducersVariable = "GANTRY_PROXY_PROTOCOL";

    public const string AccessLogVariable = "GANTRY_ACCESS_LOG";
    public const string AccessLogQueryVariable = "GANTRY_ACCESS_LOG_QUERY";

    private static readonly string[] Variables = [MetricsVariable, ProxiesVariable, IntroducersVariable, AccessLogVariable, AccessLogQueryVariable];

    private const string Off = "off";
    private const string DefaultMetrics = "127.0.0.1:9095";

    /// <summary>Where it shows its counters; null: nowhere.</summary>
    public string? Metrics { get; init; }

    /// <summary>Networks whose word on forwarding is carried on; null: none.</summary>
    public string? Proxies { get; init; }

    /// <summary>Networks whose connections begin with a PROXY header; null: none.</summary>
    public string? Introducers { get; init; }

    /// <summary>json or combined; null: none.</summary>
    public string? AccessLog { get; init; }

    /// <summary>on: with what stands behind question marks; null: without.</summary>
    public string? AccessLogQuery { get; init; }

    public string? MetricsUrl => Metrics is null ? null : $"http://{Metrics}/metrics";

    /// <summary>For gantry-edge.</summary>
    /// <param name="logs">The folder of logs.</param>
    public IReadOnlyList<string> Arguments(string logs) =>
    [
        .. Argument("--metrics", Metrics), .. Argument("--trusted-proxies", Proxies), .. Argument("--proxy-protocol", Introducers),
        .. Argument("--access-log", AccessLog), .. Argument("--access-log-query", AccessLogQuery),
        .. Argument("--access-log-file", AccessLog is null ? null : Path.Combine(logs, "access.log")),
    ];

    /// <param name="shared">Several control planes have the store: the first decides for all.</param>
    public static (EdgeSettings? Settings, Problem? Problem) From(Func<string, string?> environment, PlatformFacts facts, bool shared)
    {
        var metrics = Said(MetricsVariable) ?? DefaultMetrics;
        if (metrics != Off && (!IPEndPoint.TryParse(metrics, out var address) || address.Port == 0))
            return Bad(MetricsVariable, metrics, "an address and a port, or off", "Write it as 127.0.0.1:9095, or off to show the counters nowhere.");
        foreach (var variable in (string[])[ProxiesVariable, IntroducersVariable])
        {
            if (Said(variable) is { } networks && networks != Off && !AreNetworks(networks))
                return Bad(variable, networks, "a list of networks, or off", "Write it as 10.0.0.0/8,192.0.2.7, with the addresses of the proxies in front of the platform.");
        }
        if (Said(AccessLogVariable) is not (null or Off or "json" or "combined"))
            return Bad(AccessLogVariable, Said(AccessLogVariable)!, "json, combined or off", "Set it to json for a document to a line, to combined for what most tools read, or to off.");
        if (Said(AccessLogQueryVariable) is not (null or Off or "on"))
            return Bad(AccessLogQueryVariable, Said(AccessLogQueryVariable)!, "on or off", "Set it to on to log what stands behind question marks, tokens among it, or to off.");
        // Only what is fit is kept.
        foreach (var variable in Variables)
        {
            if (Said(variable) is { } said) facts.Set(FactOf(variable), said);
        }
        return (new EdgeSettings { Metrics = On(metrics), Proxies = On(Said(ProxiesVariable)), Introducers = On(Said(IntroducersVariable)), AccessLog = On(Said(AccessLogVariable)), AccessLogQuery = On(Said(AccessLogQueryVariable)) }, null);

        string? Said(string variable)
        {
            var (set, known) = (environment(variable) is { Length: > 0 } value ? value : null, facts.Get(FactOf(variable)));
            return shared ? known ?? set : set ?? known;
        }
    }

    private static string FactOf(string variable) => variable["GANTRY_".Length..].ToLowerInvariant();

    private static string? On(string? setting) => setting == Off ? null : setting;

    private static IEnumerable<string> Argument(string name, string? value) => value is null ? [] : [name, value];

    /// <summary>As the edge reads them.</summary>
    private static bool AreNetworks(string list) => list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
        .All(word => IPNetwork.TryParse(word, out _) || (!word.Contains('/') && IPAddress.TryParse(word, out _)));

    private static (EdgeSettings?, Problem?) Bad(string variable, string text, string wanted, string help) =>
        (null, new Problem(variable, "edge.bad-setting", $"{variable} is {text}, which is not {wanted}.", help));
}
