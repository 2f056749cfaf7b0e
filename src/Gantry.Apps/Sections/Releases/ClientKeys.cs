using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Releases;

/// <summary><c>x-gantry.routes[].clientCertificates</c>: what clients have to show of themselves.</summary>
internal static class ClientKeys
{
    private const int LongestName = 63;

    private static readonly IReadOnlyDictionary<string, ClientCertificates> Modes = new SortedDictionary<string, ClientCertificates>(StringComparer.Ordinal)
    {
        ["optional"] = ClientCertificates.Optional, ["require"] = ClientCertificates.Require,
    };

    public static readonly Section<Draft<ClientDemand>> Section = new Section<Draft<ClientDemand>>("clientCertificates", "services.<name>.x-gantry.routes[].clientCertificates")
        .Takes("mode", "'require' (the default) refuses clients without a certificate; 'optional' serves them too, and refuses those whose certificate does not count.",
            (d, v) => { if (v.Choice(Modes) is { } mode) d.Is = d.Is with { Mode = mode }; })
        .Takes("authorities", "Who vouches for clients: NAME of NAME.pem in the folder certificates/clients of the platform.", ReadAuthorities);

    public static void Read(Draft<RouteRule> route, Value value)
    {
        var draft = new Draft<ClientDemand>(new ClientDemand(ClientCertificates.Require, ""));
        var errors = value.Context.Problems.Errors;
        Section.Read(value, draft);
        if (draft.Is.Authorities.Length > 0) route.Is = route.Is with { ClientCertificates = draft.Is };
        else if (value.Context.Problems.Errors == errors)
            value.Refuse("compose.missing-key", "'clientCertificates' does not say who vouches for clients.", "Write 'authorities' with the NAME of NAME.pem in the folder certificates/clients of the platform.");
    }

    /// <summary>What is wrong with what a service asks for; null if nothing is.</summary>
    /// <param name="others">Of the same service.</param>
    public static (string Message, string Help)? Fault(RouteRule rule, IReadOnlyList<RouteRule> others)
    {
        if (rule.ClientCertificates is not { } demand) return null;
        if (rule.Tls == RouteTls.Off) return ("The route asks clients for certificates, and they are shown over HTTPS alone.", "Write 'tls: files' or 'tls: acme', or leave out 'clientCertificates'.");
        // Clients are asked once for a connection, before they have said what they want.
        return others.FirstOrDefault(other => other.Host == rule.Host && other.ClientCertificates is { } asked && asked.Authorities != demand.Authorities) is { } differs
            ? ($"Routes of the host {rule.Host} have different authorities for their clients: {differs.ClientCertificates!.Authorities} and {demand.Authorities}.", "Use one bundle for a host: it may have several authorities in it.") : null;
    }

    private static void ReadAuthorities(Draft<ClientDemand> draft, Value value)
    {
        if (value.Word() is not { } name) return;
        // It becomes a part of a path.
        if (name.Length <= LongestName && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')) draft.Is = draft.Is with { Authorities = name };
        else value.Refuse("compose.bad-name", $"{value.Shown} is not the name of a bundle.", "Write the name alone, without folder and '.pem': letters, digits, '-', '_' and '.'.");
    }
}
