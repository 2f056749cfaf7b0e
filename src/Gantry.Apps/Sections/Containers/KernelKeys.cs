using System.Globalization;
using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Containers;

/// <summary>Kernel parameters and process limits of a container.</summary>
internal static class KernelKeys
{
    /// <summary>The parameters of which each container has its own; all others are the machine's.</summary>
    private static readonly string[] Own = ["kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced"];

    private static readonly string[] OwnPrefixes = ["net.", "fs.mqueue."];

    private static readonly string[] Limits =
    [
        "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack",
    ];

    /// <summary>A process limit in the form with two values.</summary>
    internal sealed class LimitDraft
    {
        public long? Soft { get; set; }
        public long? Hard { get; set; }
    }

    public static readonly Section<LimitDraft> Limit = new Section<LimitDraft>("a process limit", "services.<name>.ulimits.<limit>")
        .Takes("soft", "The limit in force; -1 for none.", (d, v) => d.Soft = Number(v))
        .Takes("hard", "What the process may raise it to; -1 for none.", (d, v) => d.Hard = Number(v));

    public static Section<ServiceDraft> AndKernel(this Section<ServiceDraft> section) => section
        .TakesInPart("sysctls", "Kernel parameters of which each container has its own: net.*, fs.mqueue.*, and those of shared memory and message queues.",
            "All others are the machine's: set them there, with sysctl.", ReadSysctls)
        .Takes("ulimits", "Process limits: a number, or soft and hard.", (d, v) => { if (Ulimits(v) is { Count: > 0 } limits) d.Kernel(k => k with { Ulimits = limits }); })
        .Takes("shm_size", "The size of /dev/shm; 64m without it.", (d, v) => { if (v.Bytes(1) is { } size) d.Kernel(k => k with { ShmSize = size }); });

    private static void ReadSysctls(ServiceDraft service, Value value)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text, at) in value.Pairs())
        {
            if (!Own.Contains(name) && !OwnPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal)))
                at.Refuse("compose.refused-value", $"The kernel parameter '{Quote.Short(name)}' is refused, because it is the whole machine's and not the container's.", $"Set it on the machine (sysctl -w {Quote.Short(name)}=…), and remove it here.");
            else if (string.IsNullOrEmpty(text) || text.Any(char.IsControl))
                at.Refuse("compose.bad-value", $"The kernel parameter '{Quote.Short(name)}' has no value.", "Write its value.");
            else all[name] = text;
        }

        if (all.Count > 0) service.Kernel(k => k with { Sysctls = all });
    }

    /// <summary>Also for builds.</summary>
    public static SortedDictionary<string, Ulimit> Ulimits(Value value)
    {
        var all = new SortedDictionary<string, Ulimit>(StringComparer.Ordinal);
        foreach (var (name, entry) in value.Entries())
        {
            if (!Limits.Contains(name))
                entry.RefuseKey("compose.unknown-value", $"'{Quote.Short(name)}' is not a process limit.", Nearest.Of(name, Limits) is { } near ? $"Did you mean '{near}'?" : $"Write one of {string.Join(", ", Limits)}.");
            else if (entry.IsMap)
            {
                var draft = new LimitDraft();
                Limit.Read(entry, draft);
                if (draft is not { Soft: { } soft, Hard: { } hard })
                    entry.RefuseKey("compose.missing-key", $"The process limit '{name}' needs 'soft' and 'hard'.", $"Write both, or one number for both: '{name}: 65536'.");
                else if (hard >= 0 && (soft < 0 || soft > hard))
                    entry.RefuseKey("compose.contradiction", $"The soft limit '{name}' is higher than the hard one.", "Lower 'soft', or raise 'hard'.");
                else all[name] = new Ulimit(soft, hard);
            }
            else if (Number(entry) is { } both) all[name] = new Ulimit(both, both);
        }

        return all;
    }

    private static long? Number(Value value)
    {
        if (value.Text() is not { } text) return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= -1) return number;
        value.Refuse("compose.bad-number", $"{value.Label} must be a whole number, or -1 for no limit, and {value.Shown} stands here.", "Write such a number.");
        return null;
    }
}
