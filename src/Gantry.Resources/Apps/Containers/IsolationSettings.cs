namespace Gantry.Resources.Apps;

/// <summary>The walls around a container: what is put up beside the usual ones, and what is taken down by a named exception.</summary>
public sealed record IsolationSettings
{
    /// <summary>Names without <c>CAP_</c>, or <c>ALL</c>.</summary>
    public IReadOnlyList<string>? CapAdd { get; init; }
    public IReadOnlyList<string>? CapDrop { get; init; }

    /// <summary>Beyond no-new-privileges; each <c>option=value</c>. A seccomp profile is its JSON text.</summary>
    public IReadOnlyList<string>? SecurityOpt { get; init; }

    /// <summary>True: set-user-id programs in the container may gain rights.</summary>
    public bool? NewPrivileges { get; init; }
    public bool? Privileged { get; init; }

    /// <summary><c>none</c> or <c>host</c>; null for the service's networks.</summary>
    public string? NetworkMode { get; init; }
    public string? Pid { get; init; }
    public string? Ipc { get; init; }
    public string? Uts { get; init; }
    public string? UsernsMode { get; init; }
    public string? Cgroup { get; init; }
    public string? CgroupParent { get; init; }
    public IReadOnlyList<DeviceMapping>? Devices { get; init; }
    public IReadOnlyList<string>? DeviceCgroupRules { get; init; }
    public IReadOnlyList<DeviceClaim>? Gpus { get; init; }
}

/// <param name="Permissions">Some of <c>r</c>, <c>w</c> and <c>m</c>.</param>
public sealed record DeviceMapping(string Source, string Target, string Permissions);

/// <summary>Devices that a driver of the engine chooses.</summary>
public sealed record DeviceClaim
{
    public string? Driver { get; init; }

    /// <summary>-1 for all; null with <see cref="DeviceIds"/>.</summary>
    public int? Count { get; init; }
    public IReadOnlyList<string>? DeviceIds { get; init; }
    public required IReadOnlyList<string> Capabilities { get; init; }
    public IReadOnlyDictionary<string, string>? Options { get; init; }
}

/// <summary>Something unsafe that a service may do, because somebody said why.</summary>
/// <param name="What">The key, and its value where it has several: <c>privileged</c>, <c>cap_add=NET_ADMIN</c>.</param>
public sealed record SafetyException(string What, string Reason)
{
    /// <summary>The last day on which it counts; null for no end.</summary>
    public DateOnly? Until { get; init; }
}
