using System.Collections.Immutable;
using Gantry.Engine.Docker.Wire;

namespace Gantry.Engine.Docker;

/// <summary>The engine's words for a container become ours.</summary>
internal static class ContainerView
{
    public static ContainerSummary Summary(ContainerRowJson row) => new()
    {
        Id = row.Id,
        Name = (row.Names ?? []).Select(n => n.TrimStart('/')).FirstOrDefault(n => !n.Contains('/')) ?? row.Id,
        State = State(row.State),
        Labels = Sorted(row.Labels),
        Addresses = Addresses(row.NetworkSettings),
    };

    public static Container Of(ContainerJson json) => new()
    {
        Id = json.Id,
        Name = (json.Name ?? json.Id).TrimStart('/'),
        State = State(json.State?.Status),
        Labels = Sorted(json.Config?.Labels),
        Addresses = Addresses(json.NetworkSettings),
        ImageId = json.Image ?? "",
        Health = json.State?.Health?.Status switch
        {
            "healthy" => ContainerHealth.Healthy,
            "unhealthy" => ContainerHealth.Unhealthy,
            "starting" => ContainerHealth.Starting,
            _ => ContainerHealth.None,
        },
        ExitCode = json.State?.ExitCode ?? 0,
        OutOfMemory = json.State?.OOMKilled ?? false,
        StartedAt = Time(json.State?.StartedAt),
        FinishedAt = Time(json.State?.FinishedAt),
        Restarts = json.RestartCount,
    };

    /// <summary>Docker's words, and Podman's where they differ.</summary>
    private static ContainerState State(string? state) => state switch
    {
        "created" or "configured" or "initialized" => ContainerState.Created,
        "running" or "stopping" => ContainerState.Running,
        "paused" => ContainerState.Paused,
        "restarting" => ContainerState.Restarting,
        "exited" or "stopped" => ContainerState.Exited,
        _ => ContainerState.Dead,
    };

    // Year 1 stands for never.
    private static DateTimeOffset? Time(DateTimeOffset? at) => at is { Year: > 1 } ? at : null;

    // Fixed addresses stand in the configuration also while it does not run, when it has none.
    private static ImmutableSortedDictionary<string, string> Addresses(NetworkSettingsJson? settings) =>
        (settings?.Networks ?? []).Select(n => (n.Key, Address: n.Value?.IPAMConfig?.IPv4Address is { Length: > 0 } own ? own : n.Value?.IPAddress))
            .Where(n => n.Address is { Length: > 0 })
            .ToImmutableSortedDictionary(n => n.Key, n => n.Address!, StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, string> Sorted(Dictionary<string, string>? labels) =>
        (labels ?? []).ToImmutableSortedDictionary(StringComparer.Ordinal);
}
