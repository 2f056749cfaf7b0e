using System.Text.Json;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Control.Reading;

/// <summary>
/// The routes that were read last, with their text. One that comes again in the same words is the same object again, and so nothing
/// that was made of it has to be made anew: of a whole snapshot what is other than before costs as much as if it had come alone.
/// </summary>
internal sealed class KnownRoutes
{
    private readonly Lock sync = new();
    private Dictionary<string, Known> before = [];
    private Dictionary<string, Known> known = [];

    /// <inheritdoc cref="SnapshotJson.Snapshot"/>
    public TrafficSnapshot Snapshot(ReadOnlyMemory<byte> bytes)
    {
        lock (sync) return SnapshotJson.Snapshot(bytes, this);
    }

    /// <inheritdoc cref="SnapshotJson.Change"/>
    public SnapshotChange Change(ReadOnlyMemory<byte> bytes)
    {
        lock (sync)
        {
            var change = SnapshotJson.Change(bytes, this);
            foreach (var name in change.Removed) known.Remove(name);
            return change;
        }
    }

    /// <param name="all">What does not come again is forgotten.</param>
    internal void Begin(bool all)
    {
        before = known;
        if (all) known = new Dictionary<string, Known>(before.Count, StringComparer.Ordinal);
    }

    internal SnapshotRoute Of(ReadOnlyMemory<byte> text)
    {
        var name = NameOf(text.Span);
        var route = before.TryGetValue(name, out var same) && same.Text.Span.SequenceEqual(text.Span) ? same.Route : Read(text.Span);
        known[name] = new Known(text, route);
        return route;
    }

    private static SnapshotRoute Read(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text);
        return RouteJson.Route(ref json);
    }

    private static string NameOf(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text);
        JsonParts.Object(ref json);
        while (JsonParts.Next(ref json))
        {
            if (json.ValueTextEquals("name"u8)) return JsonParts.Text(ref json);
            JsonParts.Pass(ref json);
        }
        throw JsonParts.Missing("name");
    }

    private readonly record struct Known(ReadOnlyMemory<byte> Text, SnapshotRoute Route);
}
