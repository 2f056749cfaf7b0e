using System.Text.Json.Serialization.Metadata;
using Gantry.Resources;

namespace Gantry.Control;

/// <summary>How the two halves of each kind are written.</summary>
public static class ResourceSchema
{
    private static readonly Dictionary<string, (JsonTypeInfo Spec, JsonTypeInfo? Status)> Types = new(StringComparer.Ordinal)
    {
        [Kinds.App] = (GantryJson.Default.AppSpec, GantryJson.Default.AppStatus),
        [Kinds.Release] = (GantryJson.Default.ReleaseSpec, null),
        [Kinds.Rollout] = (GantryJson.Default.RolloutSpec, GantryJson.Default.RolloutStatus),
        [Kinds.Replica] = (GantryJson.Default.ReplicaSpec, GantryJson.Default.ReplicaStatus),
        [Kinds.Route] = (GantryJson.Default.RouteSpec, null),
        [Kinds.Edge] = (GantryJson.Default.EdgeSpec, GantryJson.Default.EdgeStatus),
        [Kinds.Certificate] = (GantryJson.Default.CertificateSpec, GantryJson.Default.CertificateStatus),
        [Kinds.Policy] = (GantryJson.Default.PolicySpec, null),
        [Kinds.Admission] = (GantryJson.Default.AdmissionSpec, null),
        [Kinds.Image] = (GantryJson.Default.ImageSpec, GantryJson.Default.ImageStatus),
        [Kinds.TrustKey] = (GantryJson.Default.TrustKeySpec, null),
        [Kinds.RegistryLogin] = (GantryJson.Default.RegistryLoginSpec, null),
        [Kinds.RegistryUpstream] = (GantryJson.Default.RegistryUpstreamSpec, null),
        [Kinds.AdvisorySource] = (GantryJson.Default.AdvisorySourceSpec, GantryJson.Default.AdvisorySourceStatus),
        [Kinds.Sighting] = (GantryJson.Default.SightingSpec, null),
    };

    /// <exception cref="KeyNotFoundException">No such kind.</exception>
    public static JsonTypeInfo Spec(string kind) => Types[kind].Spec;

    /// <exception cref="InvalidOperationException">The kind has no status.</exception>
    public static JsonTypeInfo Status(string kind) =>
        Types[kind].Status ?? throw new InvalidOperationException($"{kind} has no status");
}
