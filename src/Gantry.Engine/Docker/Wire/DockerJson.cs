using System.Text.Json.Serialization;

namespace Gantry.Engine.Docker.Wire;

/// <summary>The wire format, which writes names as they are here.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorJson))]
[JsonSerializable(typeof(VersionJson))]
[JsonSerializable(typeof(EventJson))]
[JsonSerializable(typeof(ContainerJson))]
[JsonSerializable(typeof(List<ContainerRowJson>))]
[JsonSerializable(typeof(CreateJson))]
[JsonSerializable(typeof(ConnectJson))]
[JsonSerializable(typeof(IdJson))]
[JsonSerializable(typeof(ExecCreateJson))]
[JsonSerializable(typeof(ExecStartJson))]
[JsonSerializable(typeof(ExecJson))]
[JsonSerializable(typeof(NetworkJson))]
[JsonSerializable(typeof(List<NetworkJson>))]
[JsonSerializable(typeof(NetworkCreateJson))]
[JsonSerializable(typeof(VolumesJson))]
[JsonSerializable(typeof(VolumeJson))]
[JsonSerializable(typeof(ImageJson))]
[JsonSerializable(typeof(List<ImageRowJson>))]
[JsonSerializable(typeof(ProgressJson))]
[JsonSerializable(typeof(AuthJson))]
[JsonSerializable(typeof(Dictionary<string, AuthJson>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(UlimitJson[]))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class DockerJson : JsonSerializerContext;

internal sealed record ErrorJson([property: JsonPropertyName("message")] string? Message);

internal sealed record VersionJson(string? Version, string? ApiVersion, string? MinAPIVersion, IReadOnlyList<VersionPartJson>? Components);

internal sealed record VersionPartJson(string? Name);

internal sealed record IdJson(string Id);

internal sealed record EventJson(
    string? Type, string? Action, ActorJson? Actor,
    [property: JsonPropertyName("timeNano")] long TimeNano, [property: JsonPropertyName("time")] long Time);

internal sealed record ActorJson([property: JsonPropertyName("ID")] string? Id, Dictionary<string, string>? Attributes);

internal sealed record AuthJson(
    [property: JsonPropertyName("username")] string Username, [property: JsonPropertyName("password")] string Password,
    [property: JsonPropertyName("serveraddress")] string Address);
