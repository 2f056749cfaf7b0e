using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Platforms;
using Gantry.Resources.Replicas;

namespace Gantry.Engine.Decisions;

/// <summary>A wanted replica as an order to the engine.</summary>
public static class ContainerOrders
{
    /// <param name="delivered">Where its configs and secrets are on the machine.</param>
    public static ContainerOrder Make(PlatformIdentity platform, string replica, ReplicaSpec spec, IReadOnlyDictionary<string, string> addresses, IReadOnlyList<string>? delivered = null) => new()
    {
        Name = platform.Container(spec.Environment, replica),
        Hostname = string.Create(CultureInfo.InvariantCulture, $"{spec.Service}-{spec.Ordinal}"),
        Spec = spec.Container,
        Addresses = addresses,
        Deliveries = [.. (spec.Container.Files ?? []).Zip(delivered ?? [], (file, path) => new MountDefinition(MountKind.Bind, path, file.Target, ReadOnly: true))],
        Labels = Labels(platform, replica, spec),
        Once = spec.Kind == ReplicaKind.Job,
    };

    private static SortedDictionary<string, string> Labels(PlatformIdentity platform, string replica, ReplicaSpec spec)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in spec.Container.Labels) labels[name] = value;
        labels[GantryLabels.Platform] = platform.Id;
        labels[GantryLabels.Environment] = spec.Environment;
        labels[GantryLabels.App] = spec.App;
        labels[GantryLabels.Service] = spec.Service;
        labels[GantryLabels.Release] = spec.Release.ToString(CultureInfo.InvariantCulture);
        labels[GantryLabels.Replica] = replica;
        labels[GantryLabels.Fingerprint] = spec.Fingerprint;
        labels[GantryLabels.Kind] = spec.Kind.ToString().ToLowerInvariant();
        labels[GantryLabels.Spec] = Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(spec.Container, GantryJson.Default.ContainerSpec)));
        return labels;
    }

    public static SortedDictionary<string, string> AppLabels(PlatformIdentity platform, string environment, string app) => new(StringComparer.Ordinal)
    {
        [GantryLabels.Platform] = platform.Id,
        [GantryLabels.Environment] = environment,
        [GantryLabels.App] = app,
    };
}
