using System.Text.Json;
using Gantry.Resources.Certificates;
using Gantry.Resources.Traffic;
using static Gantry.Edge.Control.Reading.JsonParts;

namespace Gantry.Edge.Control.Reading;

/// <summary>
/// Reads snapshots. The serializer of the framework would do, but before it reads its first object it makes and compiles what describes
/// all of them, which is a third of the time in which an edge starts; and it cannot pass over what is as it was.
/// Null is refused where the contract has none.
/// </summary>
internal static class SnapshotJson
{
    /// <param name="known">What was read before, so that a route of the same text is the same object; null: nothing.</param>
    /// <exception cref="JsonException">It is not the JSON of a snapshot.</exception>
    public static TrafficSnapshot Snapshot(ReadOnlyMemory<byte> bytes, KnownRoutes? known = null)
    {
        var json = new Utf8JsonReader(bytes.Span);
        try
        {
            return Whole(ref json, bytes, known);
        }
        catch (InvalidOperationException error)
        {
            throw NoText(error);
        }
    }

    /// <exception cref="JsonException">It is not the JSON of a change.</exception>
    public static SnapshotChange Change(ReadOnlyMemory<byte> bytes, KnownRoutes? known = null)
    {
        var json = new Utf8JsonReader(bytes.Span);
        try
        {
            return Differences(ref json, bytes, known);
        }
        catch (InvalidOperationException error)
        {
            throw NoText(error);
        }
    }

    private static TrafficSnapshot Whole(ref Utf8JsonReader json, ReadOnlyMemory<byte> bytes, KnownRoutes? known)
    {
        var fence = 0L;
        long? revision = null;
        string? platform = null;
        IReadOnlyList<SnapshotRoute>? routes = null;
        IReadOnlyList<HostChallenge>? challenges = null;
        Object(ref json);
        while (Next(ref json))
        {
            if (json.ValueTextEquals("revision"u8)) revision = Long(ref json);
            else if (json.ValueTextEquals("fence"u8)) fence = Long(ref json);
            else if (json.ValueTextEquals("platform"u8)) platform = Text(ref json);
            else if (json.ValueTextEquals("routes"u8)) routes = Routes(ref json, bytes, known, all: true);
            else if (json.ValueTextEquals("challenges"u8)) challenges = Challenges(ref json);
            else Pass(ref json);
        }
        End(ref json);
        return new TrafficSnapshot
        {
            Revision = revision ?? throw Missing("revision"),
            Fence = fence,
            Platform = platform ?? throw Missing("platform"),
            Routes = routes ?? throw Missing("routes"),
            Challenges = challenges,
        };
    }

    private static SnapshotChange Differences(ref Utf8JsonReader json, ReadOnlyMemory<byte> bytes, KnownRoutes? known)
    {
        var fence = 0L;
        long? revision = null, from = null;
        string? platform = null;
        IReadOnlyList<SnapshotRoute>? routes = null;
        IReadOnlyList<string>? removed = null;
        IReadOnlyList<HostChallenge>? challenges = null;
        Object(ref json);
        while (Next(ref json))
        {
            if (json.ValueTextEquals("revision"u8)) revision = Long(ref json);
            else if (json.ValueTextEquals("from"u8)) from = Long(ref json);
            else if (json.ValueTextEquals("fence"u8)) fence = Long(ref json);
            else if (json.ValueTextEquals("platform"u8)) platform = Text(ref json);
            else if (json.ValueTextEquals("routes"u8)) routes = Routes(ref json, bytes, known, all: false);
            else if (json.ValueTextEquals("removed"u8)) removed = List(ref json, Text);
            else if (json.ValueTextEquals("challenges"u8)) challenges = Challenges(ref json);
            else Pass(ref json);
        }
        End(ref json);
        return new SnapshotChange
        {
            Platform = platform ?? throw Missing("platform"),
            Fence = fence,
            From = from ?? throw Missing("from"),
            Revision = revision ?? throw Missing("revision"),
            Routes = routes ?? throw Missing("routes"),
            Removed = removed ?? throw Missing("removed"),
            Challenges = challenges,
        };
    }

    private static IReadOnlyList<SnapshotRoute> Routes(ref Utf8JsonReader json, ReadOnlyMemory<byte> bytes, KnownRoutes? known, bool all)
    {
        if (known is null) return List(ref json, RouteJson.Route);
        var routes = new List<SnapshotRoute>();
        Array(ref json);
        known.Begin(all);
        while (!IsEnd(ref json))
        {
            json.Read();
            var start = (int)json.TokenStartIndex;
            json.Skip();
            routes.Add(known.Of(bytes[start..(int)json.BytesConsumed]));
        }
        return routes;
    }

    private static IReadOnlyList<HostChallenge>? Challenges(ref Utf8JsonReader json) => IsNull(ref json) ? null : List(ref json, RuleJson.Challenge);

    private static JsonException NoText(InvalidOperationException error) => new("A string in it is no text.", error);
}
