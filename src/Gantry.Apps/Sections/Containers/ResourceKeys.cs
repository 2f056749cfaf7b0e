using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Containers;

/// <summary>Memory and processors of a container, beyond the limits of <c>deploy</c>.</summary>
internal static class ResourceKeys
{
    private const long LeastMemory = 6L * 1024 * 1024;

    public static Section<ServiceDraft> AndResources(this Section<ServiceDraft> section) => section
        .Takes("mem_reservation", "What it is pushed back to when memory is short, the same as deploy.resources.reservations.memory.", ReadReservation)
        .Takes("memswap_limit", "Memory and swap together, as a size; -1 for unlimited swap. It needs a limit of memory.", ReadSwap)
        .Takes("mem_swappiness", "0 to 100: how readily memory is swapped out, on control groups of version 1.", (d, v) => { if (v.Whole(0, 100) is { } n) d.Limits(l => l with { MemSwappiness = n }); })
        .TakesInPart("oom_score_adj", "0 to 1000: the higher, the sooner it ends when memory runs out.",
            "Below 0 others end in its place: refused unless x-gantry.allow names oom_score_adj.", ReadScore)
        .Guards("oom_kill_disable", "a process that cannot be stopped when memory runs out takes the machine with it", "Remove it, and set deploy.resources.limits.memory.", ReadKill)
        .Takes("cpu_shares", "Weight against other containers when processors are short; 1024 is usual.", (d, v) => { if (v.Whole(2, 262_144) is { } n) d.Limits(l => l with { CpuShares = n }); })
        .Takes("cpu_period", "The span of cpu_quota in microseconds, or a duration; 100ms without it.", (d, v) => { if (Micros(v, 1_000, 1_000_000) is { } n) d.Limits(l => l with { CpuPeriod = n }); })
        .Takes("cpu_quota", "How long it may compute in each cpu_period, in microseconds or as a duration.", (d, v) => { if (Micros(v, 1_000, 1_000_000_000) is { } n) d.Limits(l => l with { CpuQuota = n }); })
        .Takes("cpuset", "The processors it may use, by number: 0-3 or 0,2.", ReadCpuset)
        .Takes("blkio_config", "Weights and limits of its traffic with disks.", BlockIoKeys.Read)
        .Refuses("cpu_count", "it is for Windows", "Set deploy.resources.limits.cpus.")
        .Refuses("cpu_percent", "it is for Windows", "Set deploy.resources.limits.cpus.")
        .Refuses("cpu_rt_period", "a real-time process that does not rest stops everything else on the machine", "Remove it; give it weight with cpu_shares.")
        .Refuses("cpu_rt_runtime", "a real-time process that does not rest stops everything else on the machine", "Remove it; give it weight with cpu_shares.")
        .Refuses("storage_opt", "it depends on one storage driver of the engine", "Remove it; keep data in volumes, and use 'read_only' so that the container cannot fill the disk.");

    public static void ReadReservation(ServiceDraft service, Value value)
    {
        if (value.Bytes(LeastMemory) is not { } bytes) return;
        if (service.Is.Resources.MemReservation is { } other && other != bytes)
            value.RefuseKey("compose.contradiction", "'mem_reservation' and 'deploy.resources.reservations.memory' say different things.", "Keep one of the two.");
        service.Limits(l => l with { MemReservation = bytes });
    }

    private static void ReadSwap(ServiceDraft service, Value value)
    {
        if ((value.IsText && value.Text() == "-1" ? -1 : value.Bytes(LeastMemory)) is { } bytes) service.Limits(l => l with { MemswapLimit = bytes });
    }

    private static void ReadScore(ServiceDraft service, Value value)
    {
        if (value.Whole(-1000, 1000) is not { } score) return;
        if (score < 0) service.AsksUnsafe(value, "oom_score_adj", "other processes, also the machine's, would end in its place when memory runs out", "Remove it, and set deploy.resources.limits.memory.");
        service.Limits(l => l with { OomScoreAdj = score });
    }

    private static void ReadKill(ServiceDraft service, Value value, KeyRule rule)
    {
        if (value.Truth() is not true) return;
        service.AsksUnsafe(value, "oom_kill_disable", rule.Says, rule.Remedy);
        service.Limits(l => l with { OomKillDisable = true });
    }

    private static long? Micros(Value value, int least, int most)
    {
        if (value.Text() is not { } text) return null;
        if (!text.All(char.IsAsciiDigit) && Durations.Parse(text) is { } time && (long)time.TotalMicroseconds is var micros && micros >= least && micros <= most) return micros;
        return value.Whole(least, most);
    }

    private static void ReadCpuset(ServiceDraft service, Value value)
    {
        if (value.Word() is not { } text) return;
        var good = text.Split(',').All(p => p.Split('-') is [var a] ? IsNumber(a) : p.Split('-') is [var b, var c] && IsNumber(b) && IsNumber(c));
        if (good) service.Limits(l => l with { Cpuset = text });
        else value.Refuse("compose.bad-value", $"'cpuset' must name processors, and {value.Shown} stands here.", "Write their numbers, such as 0-3 or 0,2.");
    }

    private static bool IsNumber(string text) => text.Length is > 0 and < 5 && text.All(char.IsAsciiDigit);
}
