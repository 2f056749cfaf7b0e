using Gantry.Resources.Apps;

namespace Gantry.Trust.Decisions.Admission;

/// <summary>Something that takes down a wall between an app and the machine.</summary>
/// <param name="Key">Where it stands in a service.</param>
/// <param name="What">What an exception for it names.</param>
/// <param name="Also">Another way to name it; one that ends in a star names all that begin so.</param>
internal sealed record UnsafeUse(string Key, string What, string? Also = null)
{
    public bool IsNamedBy(SafetyException exception) => exception.What == What
        || (Also is [.. var begin, '*'] ? exception.What.StartsWith(begin, StringComparison.Ordinal) : exception.What == Also);
}

/// <summary>Reads off a service what is unsafe in it. Whoever read its file has done the same; the platform does not rely on that.</summary>
internal static class UnsafeUses
{
    public static IEnumerable<UnsafeUse> Of(ServiceDefinition service, string project) =>
        Isolation(service.Settings?.Isolation ?? new IsolationSettings()).Concat(Mounts(service, project)).Concat(Resources(service.Resources))
            .Concat(service.Build?.Surroundings?.Network == "host" ? [new UnsafeUse("build.network", "build.network=host")] : []);

    private static IEnumerable<UnsafeUse> Isolation(IsolationSettings of)
    {
        if (of.Privileged == true) yield return new("privileged", "privileged");
        foreach (var name in of.CapAdd ?? [])
            if (!Walls.HarmlessCapabilities.Contains(name)) yield return new("cap_add", $"cap_add={name}");
        foreach (var (key, mode, safe) in new (string, string?, string[])[]
        {
            ("network_mode", of.NetworkMode, ["none"]), ("pid", of.Pid, []), ("ipc", of.Ipc, ["private", "shareable", "none"]), ("uts", of.Uts, []),
            ("userns_mode", of.UsernsMode, []), ("cgroup", of.Cgroup, ["private"]), ("cgroup_parent", of.CgroupParent, []),
        })
        {
            if (mode is not null && !safe.Contains(mode)) yield return new(key, $"{key}={mode}");
        }

        if (of.NewPrivileges == true) yield return new("security_opt", "security_opt=no-new-privileges=false");
        // A profile stands here as it is, and an exception names the file that it was read from.
        foreach (var option in of.SecurityOpt ?? [])
            yield return option.StartsWith("seccomp={", StringComparison.Ordinal) ? new("security_opt", "security_opt=seccomp=…", "security_opt=seccomp=*") : new("security_opt", $"security_opt={option}");
        foreach (var device in of.Devices ?? []) yield return new("devices", $"devices={device.Source}");
        foreach (var rule in of.DeviceCgroupRules ?? []) yield return new("device_cgroup_rules", $"device_cgroup_rules={rule}");
        if (of.Gpus is { Count: > 0 }) yield return new("gpus", "gpus", "deploy.resources.reservations.devices");
    }

    private static IEnumerable<UnsafeUse> Mounts(ServiceDefinition service, string project)
    {
        foreach (var mount in service.Mounts)
        {
            var path = mount.Kind == MountKind.Bind ? mount.Source : mount.DriverOpts?.GetValueOrDefault("device");
            if (path is ['/', ..] && Walls.Danger(path, path, project, mount.ReadOnly && mount.Kind == MountKind.Bind) is not null) yield return new("volumes", $"volumes={path}");
        }
    }

    private static IEnumerable<UnsafeUse> Resources(ResourceLimits limits)
    {
        if (limits.OomScoreAdj < 0) yield return new("oom_score_adj", "oom_score_adj");
        if (limits.OomKillDisable == true) yield return new("oom_kill_disable", "oom_kill_disable");
    }
}
