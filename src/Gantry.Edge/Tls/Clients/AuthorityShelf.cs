using Gantry.Edge.Tls.Decisions;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Certificates;

namespace Gantry.Edge.Tls.Clients;

/// <summary>
/// Who vouches for clients, and which hosts ask. A bundle that cannot be used leaves the one that was read before it in use; one that is not there any
/// more vouches for nobody, and its hosts take no connections.
/// </summary>
/// <param name="certificates">The folder of certificates.</param>
internal sealed class AuthorityShelf(string certificates, TimeProvider time)
{
    private readonly Lock sync = new();
    private readonly Dictionary<string, ClientAuthorities> read = new(StringComparer.Ordinal);
    private InUse inUse = new(HostDemands.None, new Dictionary<string, ClientAuthorities>());
    private IReadOnlyList<Problem> problems = [];

    /// <summary>Of the bundles that are asked by, sorted.</summary>
    public IReadOnlyList<Problem> Problems => Volatile.Read(ref problems);

    /// <summary>From now on they ask so.</summary>
    public void Ask(HostDemands demands)
    {
        lock (sync) Read(demands);
    }

    /// <summary>Reads the bundles anew: they are small, and what is in them expires too.</summary>
    public void Look()
    {
        lock (sync) Read(inUse.Demands);
    }

    /// <param name="refused">Clients are to be asked, and nobody knows by whom they should be vouched for.</param>
    /// <returns>Null: clients of the host are asked for nothing.</returns>
    public ClientAsk? For(string host, out bool refused)
    {
        var (demands, bundles) = Volatile.Read(ref inUse);
        refused = false;
        if (demands.For(host) is not { } demand) return null;
        refused = !bundles.TryGetValue(demand.Authorities, out var authorities) || authorities.Bundle is null;
        return refused ? null : new ClientAsk(host, authorities!, demand.Mode == ClientCertificates.Require, time);
    }

    private void Read(HostDemands demands)
    {
        var wrong = new List<Problem>();
        foreach (var name in demands.Authorities)
        {
            var known = read.GetValueOrDefault(name);
            var bundle = AuthorityFolder.Read(certificates, name, time.GetUtcNow(), out var problem);
            if (problem is not null) wrong.Add(problem);
            if (bundle is null && (known?.Bundle is null || problem!.Code != "clients.missing")) continue;
            if (known is not null && known.Bundle?.Stamp == bundle?.Stamp) continue;
            var next = new ClientAuthorities(name, bundle);
            read[name] = next;
            // In this order: whoever finds the new one finds it everywhere.
            known?.ReplacedBy(next);
        }
        Volatile.Write(ref problems, wrong);
        Volatile.Write(ref inUse, new InUse(demands, new Dictionary<string, ClientAuthorities>(read)));
    }

    private sealed record InUse(HostDemands Demands, Dictionary<string, ClientAuthorities> Bundles);
}
