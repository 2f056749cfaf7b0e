using System.Net;
using Gantry.Edge.Forwarding;
using Gantry.Edge.Forwarding.Decisions;
using Gantry.Edge.Seen.Log;
using Gantry.Edge.Guards;
using Gantry.Resources;

namespace Gantry.Edge;

/// <summary>How an edge is started.</summary>
public sealed record EdgeOptions
{
    public const string Usage =
        "usage: gantry-edge --home DIR --socket PATH --http ADDRESS:PORT [--https ADDRESS:PORT --certificates DIR [--seal-key FILE]] [--publish-address ADDRESS] [--stop-timeout SECONDS] [--fast-lane on|off] [--metrics ADDRESS:PORT] [--access-log json|combined|off --access-log-file PATH [--access-log-query on|off]] [--trusted-proxies NETWORKS] [--proxy-protocol NETWORKS] [--take-over on|off] [--drain-limit SECONDS] [--limits NAME=NUMBER,…]";

    /// <summary>Where it keeps its snapshot and counters; one edge to a home.</summary>
    public required string Home { get; init; }

    /// <summary>The Unix socket of the control API.</summary>
    public required string Socket { get; init; }

    /// <summary>Where requests are routed by host and path.</summary>
    public required IPEndPoint Http { get; init; }

    /// <summary>Where they are routed after a handshake, as soon as a route is for HTTPS; null: nowhere, and such routes are served over HTTP.</summary>
    public IPEndPoint? Https { get; init; }

    /// <summary>Certificates and their keys; there with <see cref="Https"/>.</summary>
    public string Certificates { get; init; } = "";

    /// <summary>What the keys of certificates are sealed with that the platform has obtained; empty: there are none.</summary>
    public string SealKey { get; init; } = "";

    /// <summary>For published ports that name no address.</summary>
    public IPAddress PublishAddress { get; init; } = IPAddress.Loopback;

    /// <summary>How long requests and connections may go on after it was told to stop.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Off: every request takes the general lane. Also said by <see cref="FastLaneVariable"/>.</summary>
    public bool FastLane { get; init; } = true;

    /// <summary>Take over from the edge that has the home, if there is one, instead of leaving it to it.</summary>
    public bool TakeOver { get; init; }

    /// <summary>How long the one that was taken over from may go on with what it has begun.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What clients may cost. Also said by <see cref="GuardLimits.Variable"/>.</summary>
    public GuardLimits Limits { get; init; } = GuardLimits.For(Handles.Most);

    /// <summary>What is written of requests; null: nothing.</summary>
    internal AccessLogOptions? AccessLog { get; init; }

    /// <summary>Whose word is taken for whom a request is from.</summary>
    public Trust Trust { get; init; } = Trust.Nobody;

    /// <summary>Where its counters are shown; null: on the control socket alone.</summary>
    public IPEndPoint? Metrics { get; init; }

    /// <summary>The variable of the environment that says "on" or "off" where no option does.</summary>
    public const string FastLaneVariable = "GANTRY_EDGE_FAST_LANE";

    public static EdgeOptions? Parse(IReadOnlyList<string> arguments, out Problem? problem, string? fastLane = null, string? limits = null)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var name = arguments[i];
            if (name is not ("--home" or "--socket" or "--http" or "--https" or "--certificates" or "--seal-key" or "--publish-address" or "--stop-timeout" or "--fast-lane" or "--metrics" or "--access-log" or "--access-log-file" or "--access-log-query" or "--trusted-proxies" or "--proxy-protocol" or "--take-over" or "--drain-limit" or "--limits")) return Fail(name, "There is no such option.", out problem);
            if (i + 1 == arguments.Count) return Fail(name, "It needs a value.", out problem);
            values[name] = arguments[i + 1];
        }
        if (!values.TryGetValue("--home", out var home)) return Fail("--home", "It is missing.", out problem);
        if (!values.TryGetValue("--socket", out var socket)) return Fail("--socket", "It is missing.", out problem);
        if (!values.TryGetValue("--http", out var text)) return Fail("--http", "It is missing.", out problem);
        if (!IPEndPoint.TryParse(text, out var http) || http.Port == 0) return Fail("--http", $"\"{text}\" is not an address and port such as 127.0.0.1:8080.", out problem);
        var options = new EdgeOptions { Home = Path.GetFullPath(home), Socket = Path.GetFullPath(socket), Http = http };
        if (values.TryGetValue("--https", out text))
        {
            if (!IPEndPoint.TryParse(text, out var https) || https.Port == 0) return Fail("--https", $"\"{text}\" is not an address and port such as 127.0.0.1:8443.", out problem);
            if (!values.TryGetValue("--certificates", out var certificates)) return Fail("--certificates", "It is missing, and HTTPS needs it.", out problem);
            options = options with { Https = https, Certificates = Path.GetFullPath(certificates) };
            if (values.TryGetValue("--seal-key", out var sealKey)) options = options with { SealKey = Path.GetFullPath(sealKey) };
        }
        if (values.TryGetValue("--publish-address", out text))
        {
            if (!IPAddress.TryParse(text, out var publish)) return Fail("--publish-address", $"\"{text}\" is not an IP address.", out problem);
            options = options with { PublishAddress = publish };
        }
        if (values.TryGetValue("--metrics", out text))
        {
            if (!IPEndPoint.TryParse(text, out var metrics) || metrics.Port == 0) return Fail("--metrics", $"\"{text}\" is not an address and port such as 127.0.0.1:9095.", out problem);
            options = options with { Metrics = metrics };
        }
        if (AccessLogOptions.Parse(values, out var accessLog) is { } unfit) return Fail(unfit.Place, unfit.Message, out problem);
        options = options with { AccessLog = accessLog };
        if (TrustList.Parse(values.GetValueOrDefault("--trusted-proxies", ""), out var wrong) is var proxies && wrong is not null) return Fail("--trusted-proxies", $"\"{wrong}\" is no address or network such as 10.0.0.0/8.", out problem);
        if (TrustList.Parse(values.GetValueOrDefault("--proxy-protocol", ""), out wrong) is var introducers && wrong is not null) return Fail("--proxy-protocol", $"\"{wrong}\" is no address or network such as 10.0.0.0/8.", out problem);
        options = options with { Trust = new Trust(proxies, introducers) };
        if (values.TryGetValue("--stop-timeout", out text))
        {
            if (!int.TryParse(text, out var seconds) || seconds < 0) return Fail("--stop-timeout", $"\"{text}\" is not a number of seconds.", out problem);
            options = options with { StopTimeout = TimeSpan.FromSeconds(seconds) };
        }
        if (values.TryGetValue("--fast-lane", out text) || (text = fastLane) is not null)
        {
            if (text is not ("on" or "off")) return Fail("--fast-lane", $"\"{text}\" is neither on nor off.", out problem);
            options = options with { FastLane = text == "on" };
        }
        if (values.TryGetValue("--take-over", out text))
        {
            if (text is not ("on" or "off")) return Fail("--take-over", $"\"{text}\" is neither on nor off.", out problem);
            options = options with { TakeOver = text == "on" };
        }
        if (values.TryGetValue("--drain-limit", out text))
        {
            if (!int.TryParse(text, out var seconds) || seconds < 0) return Fail("--drain-limit", $"\"{text}\" is not a number of seconds.", out problem);
            options = options with { DrainLimit = TimeSpan.FromSeconds(seconds) };
        }
        if (values.TryGetValue("--limits", out text) || (text = limits) is not null)
        {
            if (GuardLimits.For(Handles.Most).With(text, out wrong) is not { } known) return Fail("--limits", wrong, out problem);
            options = options with { Limits = known };
        }
        problem = null;
        return options;
    }

    private static EdgeOptions? Fail(string place, string message, out Problem problem)
    {
        problem = new Problem(place, "edge.usage", message, Usage);
        return null;
    }
}
