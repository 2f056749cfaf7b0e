using Gantry.Resources;
using Gantry.Resources.Releases;
using Gantry.Resources.Rollouts;

namespace Gantry.Rollouts.Decisions;

/// <summary>What a reader of the plan should know of the release, whatever its steps are.</summary>
internal static class Warnings
{
    /// <summary>Images whose name may mean something else tomorrow, with what it means today.</summary>
    public static IEnumerable<Problem> Unpinned(ReleaseSpec release)
    {
        foreach (var service in release.Definition.Services)
        {
            if (service.Build is not null || service.Image is not { } image || !IsMoving(image)) continue;
            var released = release.Service(service.Name)!;
            var digest = released.ImageDigest is { } known ? known[(known.IndexOf('@') + 1)..] : released.ImageId;
            yield return new Problem($"services.{service.Name}.image", "image.unpinned",
                $"{service.Name} runs {released.ImageName}, which is {digest} for this release; for the next it may be another.",
                released.ImageDigest is { } pin ? $"Write a version, or the digest: image: {pin}" : "Write a version, such as name:1.2.", Severity.Warning);
        }
    }

    /// <summary>Networks of others that services join: a wall of the app has a door there.</summary>
    public static IEnumerable<Problem> Shared(ReleaseSpec release) =>
        from attachment in release.Definition.Services.SelectMany(s => s.Networks.Where(n => n.External is not null).Select(n => (Service: s.Name, Network: n)))
        group attachment by attachment.Network.External into shared
        orderby shared.Key
        let services = shared.Select(a => a.Service).Distinct().Order(StringComparer.Ordinal).ToList()
        select new Problem($"networks.{shared.First().Network.Network}", "network.external",
            $"{Text.List(services)} join{(services.Count == 1 ? "s" : "")} the network {shared.Key}, which is not the app's: whatever is on it reaches all their ports past the edge, also of replicas that are not ready, warm or being drained.",
            "Keep on it only what has to; where HTTP is enough, use a route or a published port.", Severity.Warning);

    public static IReadOnlyList<PlannedException>? Exceptions(ReleaseSpec release)
    {
        var all = release.Definition.Services.SelectMany(s => (s.Exceptions ?? []).Select(e => new PlannedException(s.Name, e.What, e.Reason) { Until = e.Until })).ToList();
        return all.Count > 0 ? all : null;
    }

    /// <summary>No tag or <c>latest</c>, and no digest.</summary>
    private static bool IsMoving(string image)
    {
        if (image.Contains('@') || image.StartsWith("sha256:", StringComparison.Ordinal)) return false;
        var colon = image.LastIndexOf(':');
        var tag = colon > image.LastIndexOf('/') ? image[(colon + 1)..] : "latest";
        return tag == "latest";
    }
}
