using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;
using static Gantry.Edge.Control.Reading.JsonParts;

namespace Gantry.Edge.Control.Reading;

/// <summary>Reads a route of a snapshot. What few routes have is left to the serializer.</summary>
internal static class RouteJson
{
    public static SnapshotRoute Route(ref Utf8JsonReader json)
    {
        string? name = null, address = null;
        long? generation = null;
        var hold = false;
        TimeSpan holdTimeout = default, drainTimeout = default;
        IReadOnlyList<int> ports = [];
        IReadOnlyList<PublishedPort> published = [];
        IReadOnlyList<RouteRule> rules = [];
        IReadOnlyList<SnapshotBackend> backends = [];
        IReadOnlyList<string> callers = [];
        ProbeDefinition? probe = null;
        TrafficPolicy? policy = null;
        SnapshotMirror? mirror = null;
        Object(ref json);
        while (Next(ref json))
        {
            if (json.ValueTextEquals("name"u8)) name = Text(ref json);
            else if (json.ValueTextEquals("generation"u8)) generation = Long(ref json);
            else if (json.ValueTextEquals("address"u8)) address = Text(ref json);
            else if (json.ValueTextEquals("ports"u8)) ports = Ints(ref json);
            else if (json.ValueTextEquals("published"u8)) published = List(ref json, Published);
            else if (json.ValueTextEquals("rules"u8)) rules = List(ref json, RuleJson.Rule);
            else if (json.ValueTextEquals("backends"u8)) backends = List(ref json, Backend);
            else if (json.ValueTextEquals("hold"u8)) hold = Flag(ref json);
            else if (json.ValueTextEquals("holdTimeout"u8)) holdTimeout = Duration(ref json);
            else if (json.ValueTextEquals("drainTimeout"u8)) drainTimeout = Duration(ref json);
            else if (json.ValueTextEquals("callers"u8)) callers = List(ref json, Text);
            else if (json.ValueTextEquals("probe"u8)) probe = IsNull(ref json) ? null : RuleJson.Probe(ref json);
            else if (json.ValueTextEquals("policy"u8)) policy = JsonSerializer.Deserialize(ref json, Rare.Parts.TrafficPolicy);
            else if (json.ValueTextEquals("mirror"u8)) mirror = JsonSerializer.Deserialize(ref json, Rare.Parts.SnapshotMirror);
            else Pass(ref json);
        }
        return new SnapshotRoute
        {
            Name = name ?? throw Missing("name"),
            Generation = generation ?? throw Missing("generation"),
            Address = address ?? throw Missing("address"),
            Ports = ports,
            Published = published,
            Rules = rules,
            Backends = backends,
            Hold = hold,
            HoldTimeout = holdTimeout,
            DrainTimeout = drainTimeout,
            Probe = probe,
            Policy = policy,
            Mirror = mirror,
            Callers = callers,
        };
    }

    private static SnapshotBackend Backend(ref Utf8JsonReader json)
    {
        int release = 0, weight = 0;
        IReadOnlyList<SnapshotReplica>? replicas = null;
        Object(ref json);
        while (Next(ref json))
        {
            if (json.ValueTextEquals("release"u8)) release = Int(ref json);
            else if (json.ValueTextEquals("weight"u8)) weight = Int(ref json);
            else if (json.ValueTextEquals("replicas"u8)) replicas = List(ref json, Replica);
            else Pass(ref json);
        }
        return new SnapshotBackend(release, weight, replicas ?? throw Missing("replicas"));
    }

    private static SnapshotReplica Replica(ref Utf8JsonReader json)
    {
        string? name = null, address = null;
        Object(ref json);
        while (Next(ref json))
        {
            if (json.ValueTextEquals("name"u8)) name = Text(ref json);
            else if (json.ValueTextEquals("address"u8)) address = Text(ref json);
            else Pass(ref json);
        }
        return new SnapshotReplica(name ?? throw Missing("name"), address ?? throw Missing("address"));
    }

    private static PublishedPort Published(ref Utf8JsonReader json)
    {
        string? address = null;
        var protocol = "tcp";
        int published = 0, target = 0;
        Object(ref json);
        while (Next(ref json))
        {
            if (json.ValueTextEquals("address"u8)) address = TextOrNull(ref json);
            else if (json.ValueTextEquals("published"u8)) published = Int(ref json);
            else if (json.ValueTextEquals("target"u8)) target = Int(ref json);
            else if (json.ValueTextEquals("protocol"u8)) protocol = Text(ref json);
            else Pass(ref json);
        }
        return new PublishedPort(address, published, target, protocol);
    }
}

/// <summary>What the serializer reads. Made when the first comes, and not before: that takes it long.</summary>
internal static class Rare
{
    /// <summary>Also refuses null where the contract has none.</summary>
    public static GantryJson Parts { get; } = new(new JsonSerializerOptions(GantryJson.Default.Options) { RespectNullableAnnotations = true });
}
