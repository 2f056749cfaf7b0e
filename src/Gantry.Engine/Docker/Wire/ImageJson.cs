using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Engine.Docker.Wire;

internal sealed record ImageRowJson(string Id, IReadOnlyList<string>? RepoTags);

internal sealed record ImageJson(
    string Id, IReadOnlyList<string>? RepoTags, IReadOnlyList<string>? RepoDigests, ImageConfigJson? Config,
    string? Os = null, string? Architecture = null, string? Variant = null, string? Created = null, [property: JsonPropertyName("RootFS")] RootFsJson? RootFs = null);

internal sealed record RootFsJson(IReadOnlyList<string>? Layers);

internal sealed record ImageConfigJson
{
    public Dictionary<string, JsonElement>? ExposedPorts { get; init; }
    public string? User { get; init; }
    public Dictionary<string, JsonElement>? Volumes { get; init; }
    public HealthcheckJson? Healthcheck { get; init; }
    public IReadOnlyList<string>? Entrypoint { get; init; }
    public IReadOnlyList<string>? Cmd { get; init; }
    public Dictionary<string, string>? Labels { get; init; }
}

/// <summary>A line of what a build or a pull writes.</summary>
internal sealed record ProgressJson(
    [property: JsonPropertyName("stream")] string? Stream,
    [property: JsonPropertyName("status")] string? Status,
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("aux")] JsonElement? Aux);
