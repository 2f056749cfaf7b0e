using System.Text.Json;
using Gantry.Resources.Apps;
using Gantry.Resources.Certificates;
using static Gantry.Edge.Control.Reading.JsonParts;

namespace Gantry.Edge.Control.Reading;

/// <summary>Reads what a snapshot has of rules, probes and challenges.</summary>
internal static class RuleJson
{
    public static RouteRule Rule(ref Utf8JsonReader json)
    {
        string? host = null, path = null;
        var port = 0;
        var rule = new RouteRule(null, "", 0);
        Object(ref json);
        while (Next(ref json))
        {
            if (json.ValueTextEquals("host"u8)) host = TextOrNull(ref json);
            else if (json.ValueTextEquals("path"u8)) path = Text(ref json);
            else if (json.ValueTextEquals("port"u8)) port = Int(ref json);
            else if (json.ValueTextEquals("tls"u8)) rule = rule with { Tls = Tls(ref json) };
            else if (json.ValueTextEquals("clientCertificates"u8)) rule = rule with { ClientCertificates = JsonSerializer.Deserialize(ref json, Rare.Parts.ClientDemand) };
            else if (json.ValueTextEquals("exact"u8)) rule = rule with { Exact = Flag(ref json) };
            else if (json.ValueTextEquals("rewrite"u8)) rule = rule with { Rewrite = TextOrNull(ref json) };
            else if (json.ValueTextEquals("match"u8)) rule = rule with { Match = JsonSerializer.Deserialize(ref json, Rare.Parts.RouteMatch) };
            else if (json.ValueTextEquals("redirect"u8)) rule = rule with { Redirect = JsonSerializer.Deserialize(ref json, Rare.Parts.RouteRedirect) };
            else if (json.ValueTextEquals("maintenance"u8)) rule = rule with { Maintenance = JsonSerializer.Deserialize(ref json, Rare.Parts.MaintenanceNotice) };
            else if (json.ValueTextEquals("rate"u8)) rule = rule with { Rate = JsonSerializer.Deserialize(ref json, Rare.Parts.RateLimit) };
            else if (json.ValueTextEquals("ratePerClient"u8)) rule = rule with { RatePerClient = JsonSerializer.Deserialize(ref json, Rare.Parts.RateLimit) };
            else Pass(ref json);
        }
        return rule with { Host = host, Path = path ?? throw Missing("path"), Port = port };
    }

    public static ProbeDefinition Probe(ref Utf8JsonReader json)
    {
        ProbeKind? kind = null;
        var probe = new ProbeDefinition { Kind = ProbeKind.None };
        Object(ref json);
        while (Next(ref json))
        {
            if (json.ValueTextEquals("kind"u8)) kind = Kind(ref json);
            else if (json.ValueTextEquals("path"u8)) probe = probe with { Path = Text(ref json) };
            else if (json.ValueTextEquals("port"u8)) probe = probe with { Port = Int(ref json) };
            else if (json.ValueTextEquals("command"u8)) probe = probe with { Command = List(ref json, Text) };
            else if (json.ValueTextEquals("interval"u8)) probe = probe with { Interval = Duration(ref json) };
            else if (json.ValueTextEquals("timeout"u8)) probe = probe with { Timeout = Duration(ref json) };
            else if (json.ValueTextEquals("settle"u8)) probe = probe with { Settle = Duration(ref json) };
            else Pass(ref json);
        }
        return probe with { Kind = kind ?? throw Missing("kind") };
    }

    public static HostChallenge Challenge(ref Utf8JsonReader json)
    {
        ChallengeKind? kind = null;
        string? host = null, token = null, answer = null;
        Object(ref json);
        while (Next(ref json))
        {
            if (json.ValueTextEquals("host"u8)) host = Text(ref json);
            else if (json.ValueTextEquals("kind"u8)) kind = Challenged(ref json);
            else if (json.ValueTextEquals("token"u8)) token = Text(ref json);
            else if (json.ValueTextEquals("answer"u8)) answer = Text(ref json);
            else Pass(ref json);
        }
        return new HostChallenge(host ?? throw Missing("host"), kind ?? throw Missing("kind"), token ?? throw Missing("token"), answer ?? throw Missing("answer"));
    }

    private static RouteTls Tls(ref Utf8JsonReader json) => Text(ref json) switch
    {
        nameof(RouteTls.Off) => RouteTls.Off,
        nameof(RouteTls.Files) => RouteTls.Files,
        nameof(RouteTls.Acme) => RouteTls.Acme,
        var other => throw Unknown(other),
    };

    private static ProbeKind Kind(ref Utf8JsonReader json) => Text(ref json) switch
    {
        nameof(ProbeKind.None) => ProbeKind.None,
        nameof(ProbeKind.Http) => ProbeKind.Http,
        nameof(ProbeKind.Tcp) => ProbeKind.Tcp,
        nameof(ProbeKind.Exec) => ProbeKind.Exec,
        var other => throw Unknown(other),
    };

    private static ChallengeKind Challenged(ref Utf8JsonReader json) => Text(ref json) switch
    {
        nameof(ChallengeKind.Http01) => ChallengeKind.Http01,
        nameof(ChallengeKind.TlsAlpn01) => ChallengeKind.TlsAlpn01,
        var other => throw Unknown(other),
    };

    private static JsonException Unknown(string word) => new($"\"{word}\" is none of the words that may be there.");
}
