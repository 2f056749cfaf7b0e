using Gantry.Control;
using Gantry.Registry;
using Gantry.Resources;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;

namespace Gantry.Server.Registries;

/// <summary>
/// What releases and replicas are made of. A release is kept as long as something runs of it or a rollback may go back to it (ADR 12),
/// so whatever a stored release names is needed.
/// </summary>
internal sealed class DeployedImages(IResourceStore store) : IDeployedImages
{
    private readonly Lock _gate = new();
    private long _revision = -1;
    private IReadOnlyDictionary<string, string> _needed = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Needed()
    {
        var world = store.Current;
        lock (_gate)
        {
            if (_revision != world.Revision) (_revision, _needed) = (world.Revision, Of(world));
            return _needed;
        }
    }

    private static Dictionary<string, string> Of(World world)
    {
        var needed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var release in world.List(Kinds.Release))
        {
            foreach (var service in release.SpecAs<ReleaseSpec>().Services)
            {
                var who = $"{release.Key} ({service.Name})";
                needed[service.ImageId] = who;
                if (DigestIn(service.ImageDigest) is { } digest) needed[digest] = who;
                if (DigestIn(service.ImageName) is { } pinned) needed[pinned] = who;
            }
        }

        foreach (var replica in world.List(Kinds.Replica)) needed[replica.SpecAs<ReplicaSpec>().Container.ImageId] = replica.Key.ToString();
        return needed;
    }

    private static string? DigestIn(string? name) => name?.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at ? name[(at + 1)..] : null;
}
