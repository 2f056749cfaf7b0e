using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using System.Globalization;

namespace Gantry.Apps.Sections.Releases;

/// <summary><c>x-gantry.allow</c>: exceptions from what is refused for safety, each by name and with its reason.</summary>
internal static class AllowKeys
{
    /// <summary>A reason that is shorter is none.</summary>
    private const int ShortestReason = 10;

    /// <summary>Keys that an exception may name, and whether it names a value of the key as well.</summary>
    public static IReadOnlyDictionary<string, bool> Keys { get; } = new SortedDictionary<string, bool>(StringComparer.Ordinal)
    {
        ["build.network"] = true, ["cap_add"] = true, ["cgroup"] = true, ["configs"] = true, ["cgroup_parent"] = true, ["deploy.resources.reservations.devices"] = false,
        ["device_cgroup_rules"] = true, ["devices"] = true, ["gpus"] = false, ["ipc"] = true, ["network_mode"] = true, ["oom_kill_disable"] = false,
        ["oom_score_adj"] = false, ["pid"] = true, ["privileged"] = false, ["secrets"] = true, ["security_opt"] = true,
        ["userns_mode"] = true, ["uts"] = true, ["volumes"] = true,
    };

    internal sealed class AllowDraft
    {
        public Value? What { get; set; }
        public Value? Reason { get; set; }
        public Value? Until { get; set; }
    }

    public static readonly Section<AllowDraft> Section = new Section<AllowDraft>("an exception", "services.<name>.x-gantry.allow[]")
        .Takes("what", "The key that is allowed, such as privileged; with its value where it may have several, such as cap_add=NET_ADMIN or volumes=/dev/shm.", (d, v) => d.What = v)
        .Takes("reason", "Why, in a sentence. It is shown with every plan.", (d, v) => d.Reason = v)
        .Takes("until", "The last day (UTC) on which it counts, such as 2027-01-31; the two weeks before it are a warning. Without it it has no end.", (d, v) => d.Until = v);

    public static void Read(ServiceDraft service, Value value)
    {
        foreach (var item in value.Items())
        {
            var draft = new AllowDraft();
            Section.Read(item, draft);
            if (draft.What?.Word() is { } what && Reason(item, draft) is { } reason && Knows(draft.What.Value, what))
                service.Allowed.Add(new AllowedUse(what, reason, draft.What.Value.Place, Until(draft)));
            else if (draft.What is null) item.Refuse("compose.missing-key", "An exception does not say what it allows.", "Write its 'what', such as 'what: privileged'.");
        }
    }

    private static bool Knows(Value at, string what)
    {
        var equals = what.IndexOf('=');
        var key = equals < 0 ? what : what[..equals];
        if (!Keys.TryGetValue(key, out var named))
            at.Refuse("compose.unknown-value", $"There is no exception for '{Quote.Short(key)}'.", Nearest.Of(key, Keys.Keys) is { } near ? $"Did you mean '{near}'?" : $"Exceptions are for {string.Join(", ", Keys.Keys)}.");
        else if (named != equals > 0)
            at.Refuse("compose.bad-value", named ? $"The exception for '{key}' does not say which." : $"The exception for '{key}' has a value, and the key has only one.",
                named ? $"Name its value too: {key}=… as the message of the refusal says it." : $"Write 'what: {key}'.");
        else return true;
        return false;
    }

    private static string? Reason(Value item, AllowDraft draft)
    {
        if (draft.Reason is not { } at)
        {
            item.Refuse("compose.missing-key", "An exception has no reason.", "Write 'reason:' and why there is no other way; whoever reads the plan will want to know.");
            return null;
        }

        if (at.Word() is not { } reason) return null;
        if (reason.Trim().Length >= ShortestReason && reason.Contains(' ')) return reason.Trim();
        at.Refuse("compose.bad-value", $"{at.Shown} is not a reason.", "Write in a sentence why there is no other way.");
        return null;
    }

    private static DateOnly? Until(AllowDraft draft)
    {
        if (draft.Until is not { } at || at.Word() is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        at.Refuse("compose.bad-value", $"{at.Shown} is not a day.", "Write it as year-month-day, such as 2027-01-31.");
        return null;
    }
}
