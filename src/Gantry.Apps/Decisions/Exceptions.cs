using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources;
using Gantry.Resources.Apps;
using System.Globalization;

namespace Gantry.Apps.Decisions;

/// <summary>What is unsafe is refused, unless an exception names it. An exception that nothing needs is a wall that was taken down for nobody.</summary>
internal static class Exceptions
{
    /// <summary>How many days before its end an exception is warned of.</summary>
    private const int Notice = 14;

    /// <summary>Those that are in use, sorted; null for none.</summary>
    public static IReadOnlyList<SafetyException>? InUse(ServiceDraft draft)
    {
        var used = draft.Allowed.Where(a => draft.Unsafe.Any(u => u.What == a.What)).DistinctBy(a => a.What)
            .OrderBy(a => a.What, StringComparer.Ordinal).Select(a => new SafetyException(a.What, a.Reason) { Until = a.Until }).ToList();
        return used.Count > 0 ? used : null;
    }

    /// <param name="today">Null: none has ended.</param>
    public static IEnumerable<Problem> Check(ServiceDraft draft, DateOnly? today)
    {
        foreach (var use in draft.Unsafe.Where(u => draft.Allowed.TrueForAll(a => a.What != u.What || a.HasEnded(today))))
        {
            if (draft.Allowed.Find(a => a.What == use.What) is { } ended)
            {
                yield return new Problem(ended.Place, "compose.expired-exception", $"The exception of service '{draft.Name}' for '{Quote.Short(use.What)}' has expired: its last day was {Day(ended.Until!.Value)}.",
                    $"{use.Remedy} If there is still no other way, write a later day in its 'until', and see that its reason still holds.");
                continue;
            }

            yield return new Problem(use.Place, "compose.unsafe", use.Message,
                $"{use.Remedy} If there is no other way, allow it for this service: x-gantry: {{allow: [{{what: \"{Quote.Short(use.What)}\", reason: \"why\"}}]}}.");
        }

        foreach (var soon in draft.Allowed.Where(a => !a.HasEnded(today) && today is { } day && a.Until < day.AddDays(Notice) && draft.Unsafe.Exists(u => u.What == a.What)))
        {
            yield return new Problem(soon.Place, "compose.expiring-exception", $"The exception of service '{draft.Name}' for '{Quote.Short(soon.What)}' expires: its last day is {Day(soon.Until!.Value)}, and after it no plan is made.",
                "Do without it by then, or write a later day in its 'until'.", Severity.Warning);
        }

        foreach (var allowed in draft.Allowed.Where(a => draft.Unsafe.TrueForAll(u => u.What != a.What)))
        {
            var near = Nearest.Of(allowed.What, draft.Unsafe.Select(u => u.What));
            yield return new Problem(allowed.Place, "compose.unused-exception", $"Service '{draft.Name}' has an exception for '{Quote.Short(allowed.What)}', and does not ask for it.",
                near is null ? "Remove the exception." : $"Remove it, or write '{Quote.Short(near)}' if that was meant.", Severity.Warning);
        }

        foreach (var twice in draft.Allowed.GroupBy(a => a.What).Where(g => g.Count() > 1).Select(g => g.Last()))
            yield return new Problem(twice.Place, "compose.duplicate-key", $"Service '{draft.Name}' has two exceptions for '{Quote.Short(twice.What)}'.", "Keep one of the two.");
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
