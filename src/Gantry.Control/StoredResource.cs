using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Resources;

namespace Gantry.Control;

/// <summary>A resource as it is written: both halves as UTF-8 JSON by <see cref="ResourceSchema"/>.</summary>
public sealed record StoredResource(Key Key, long Version, long Generation, byte[] Spec, byte[]? Status)
{
    /// <summary>Halves are immutable and most changes leave one of them as it was: each is written once.</summary>
    private static readonly ConditionalWeakTable<object, byte[]> Written = [];
    private static readonly byte[] Null = "null"u8.ToArray();

    public static StoredResource Of(Resource resource) =>
        new(resource.Key, resource.Version, resource.Generation, SpecJson(resource), StatusJson(resource));

    /// <exception cref="JsonException">What was stored is not of that kind's form.</exception>
    /// <exception cref="KeyNotFoundException">No such kind.</exception>
    public Resource Read() => new(Key, Version, Generation,
        JsonSerializer.Deserialize(Spec, ResourceSchema.Spec(Key.Kind)) ?? throw new JsonException($"{Key} has no spec"),
        Status is null ? null : JsonSerializer.Deserialize(Status, ResourceSchema.Status(Key.Kind)));

    /// <summary>What the content hash of an event covers: <c>{"spec":…,"status":…}</c> with the stored bytes, <c>null</c> for no status.</summary>
    public byte[] Content() => [.. "{\"spec\":"u8, .. Spec, .. ",\"status\":"u8, .. Status ?? Null, .. "}"u8];

    internal static byte[] SpecJson(Resource resource) => Json(resource.Spec, ResourceSchema.Spec(resource.Key.Kind));

    internal static byte[]? StatusJson(Resource resource) =>
        resource.Status is { } status ? Json(status, ResourceSchema.Status(resource.Key.Kind)) : null;

    private static byte[] Json(object half, JsonTypeInfo type)
    {
        if (Written.TryGetValue(half, out var known)) return known;
        var json = JsonSerializer.SerializeToUtf8Bytes(half, type);
        Written.AddOrUpdate(half, json);
        return json;
    }
}
