using Gantry.Control;
using Gantry.Engine.Decisions;
using Gantry.Resources;
using Gantry.Resources.Replicas;

namespace Gantry.Engine.Effects;

/// <summary>
/// Chooses addresses for replicas. Several are chosen for at once, and a choice takes a moment to be stored: until it is seen
/// in the store it is kept here.
/// </summary>
internal sealed class AddressBook
{
    private readonly Dictionary<Key, IReadOnlyDictionary<string, string>> _underway = [];

    /// <param name="used">By containers, whether the store knows of them or not.</param>
    /// <returns>An address for each network; null when one is full.</returns>
    public IReadOnlyDictionary<string, string>? Choose(Key replica, IReadOnlyList<Network> networks, IEnumerable<string> used, World world)
    {
        lock (_underway)
        {
            // A network belongs to one app: nobody else has addresses of it.
            var stored = world.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica, replica.Scope, replica.Name.Split('.')[0]).Where(r => r.Key != replica);
            foreach (var done in _underway.Keys.Where(k => k == replica || world.Get<ReplicaSpec, ReplicaStatus>(k) is null or { Status.Addresses.Count: > 0 }).ToList())
                _underway.Remove(done);
            var taken = stored.SelectMany(r => r.Status?.Addresses.Values ?? [])
                .Concat(used)
                .Concat(_underway.Values.SelectMany(a => a.Values))
                .ToHashSet(StringComparer.Ordinal);
            var chosen = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var network in networks)
            {
                if (Subnets.FreeAddress(network.Subnets[0], taken) is not { } free) return null;
                chosen[network.Name] = free;
            }
            return _underway[replica] = chosen;
        }
    }
}
