using System.Text.Json;
using Gantry.Resources;

namespace Gantry.Control;

/// <summary>A resource as it is written: both halves as UTF-8 JSON by <see cref="ResourceSchema"/>.</summary>
public sealed record StoredResource(Key Key, long Version, long Generation, byte[] Spec, byte[]? Status)
{
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

    internal static byte[] SpecJson(Resource resource) =>
        JsonSerializer.SerializeToUtf8Bytes(resource.Spec, ResourceSchema.Spec(resource.Key.Kind));

    internal static byte[]? StatusJson(Resource resource) =>
        resource.Status is null ? null : JsonSerializer.SerializeToUtf8Bytes(resource.Status, ResourceSchema.Status(resource.Key.Kind));
}
