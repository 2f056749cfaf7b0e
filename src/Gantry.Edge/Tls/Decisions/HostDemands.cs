using Gantry.Resources.Apps;

namespace Gantry.Edge.Tls.Decisions;

/// <summary>
/// What clients are asked for in a handshake, by the host that they name. They are asked once and before they have said what they want, so a host
/// that demands certificates for some of its routes alone asks for one and lets them come without; what such a route demands is seen to when a request is for it.
/// </summary>
public sealed class HostDemands
{
    /// <summary>All hosts that have rules; null: none of them demands anything.</summary>
    private readonly Dictionary<string, ClientDemand?> byHost = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Nobody is asked for anything.</summary>
    public static HostDemands None { get; } = new([]);

    /// <param name="rules">In the order of their routes. Of several bundles for a host the first counts; rules with another are never satisfied.</param>
    public HostDemands(IEnumerable<RouteRule> rules)
    {
        foreach (var host in rules.Where(rule => rule.Host is not null).GroupBy(rule => rule.Host!, StringComparer.OrdinalIgnoreCase))
        {
            var first = host.FirstOrDefault(rule => rule.ClientCertificates is not null)?.ClientCertificates;
            var requires = host.All(rule => rule.ClientCertificates is { Mode: ClientCertificates.Require });
            byHost[host.Key] = first is null ? null : first with { Mode = requires ? ClientCertificates.Require : ClientCertificates.Optional };
        }
    }

    /// <summary>The bundles that are asked by, sorted.</summary>
    public IReadOnlyList<string> Authorities => [.. byHost.Values.OfType<ClientDemand>().Select(demand => demand.Authorities).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <param name="host">That a client names.</param>
    /// <returns>Null: it is asked for nothing.</returns>
    public ClientDemand? For(string host)
    {
        var isFirst = true;
        if (Found(host) is { } exact) return exact;
        // As rules are found: the longer wildcard first, and it stands for any number of labels.
        for (var dot = host.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = host.IndexOf('.', dot + 1))
        {
            if (Found("*" + host[dot..]) is { } wild) return wild;
        }
        return null;

        // A host with rules of its own falls through to a wildcard for some paths alone.
        ClientDemand? Found(string name)
        {
            if (!byHost.TryGetValue(name, out var demand)) return null;
            var asked = isFirst ? demand : demand is null ? null : demand with { Mode = ClientCertificates.Optional };
            isFirst = false;
            return asked;
        }
    }
}
