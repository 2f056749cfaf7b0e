using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Store.Backups;

/// <summary>What a backup says of itself, first.</summary>
public sealed record BackupManifest
{
    /// <summary>The version of the format: 1, or 2 when old events were cut off, of which a reader of the first knows nothing.</summary>
    public required int Format { get; init; }

    /// <summary>Of the Gantry that made it.</summary>
    public required string Version { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The newest event in it.</summary>
    public required long Revision { get; init; }

    /// <summary>That event's hash.</summary>
    public required string Head { get; init; }
    public required int Resources { get; init; }

    /// <summary>SHA-256 over all resources, in the order of their names.</summary>
    public required string Content { get; init; }

    /// <summary>What the platform decided once: its id, its block of addresses, where it listens.</summary>
    public required IReadOnlyDictionary<string, string> Facts { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
