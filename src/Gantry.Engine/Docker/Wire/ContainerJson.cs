namespace Gantry.Engine.Docker.Wire;

internal sealed record ContainerRowJson(
    string Id, IReadOnlyList<string>? Names, string? State, Dictionary<string, string>? Labels, NetworkSettingsJson? NetworkSettings);

internal sealed record ContainerJson(
    string Id, string? Name, string? Image, int RestartCount, StateJson? State, ConfigJson? Config, NetworkSettingsJson? NetworkSettings);

internal sealed record ConfigJson(Dictionary<string, string>? Labels);

internal sealed record StateJson(
    string? Status, int ExitCode, bool OOMKilled, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, HealthJson? Health);

internal sealed record HealthJson(string? Status);

internal sealed record NetworkSettingsJson(Dictionary<string, EndpointJson?>? Networks);

internal sealed record ExecCreateJson
{
    public required IReadOnlyList<string> Cmd { get; init; }
    public string? User { get; init; }
    public string? WorkingDir { get; init; }
    public IReadOnlyList<string>? Env { get; init; }
    public bool AttachStdout { get; init; } = true;
    public bool AttachStderr { get; init; } = true;
}

internal sealed record ExecStartJson
{
    public bool Detach { get; init; }
    public bool Tty { get; init; }
}

internal sealed record ExecJson(bool Running, int? ExitCode);
