using Gantry.Trust.Advisories;
using Gantry.Trust.Decisions.Advisories;
using Gantry.Trust.Decisions.Severities;
using Gantry.Trust.Decisions.Versions;
using Gantry.Trust.Sbom;

namespace Gantry.Trust.Decisions.Judging;

/// <summary>A bill, what is known, and what has been said about it: the findings. The same three give the same findings at any time.</summary>
public static class Judge
{
    /// <param name="memory">What was found for the components of other bills by the same advisories; many bills have much in common.</param>
    public static Judgement Of(SoftwareBill bill, IAdvisoryIndex advisories, IReadOnlyList<VexDocument>? statements = null, JudgeMemory? memory = null)
    {
        memory ??= new JudgeMemory();
        var findings = new List<Finding>();
        var notes = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var component in bill.Components)
        {
            var ecosystems = EcosystemOf.Component(component, bill.Distribution);
            if (ecosystems.Count == 0)
            {
                notes.Add(bill.Distribution is { } distribution && component.Type is "deb" or "apk" or "rpm"
                    ? $"Of packages of {bill.Distribution?.Name ?? "a system that does not say its name"} nothing is known: no database speaks of it."
                    : $"Of packages of type {component.Type} nothing is known here.");
                continue;
            }

            var known = memory.Of(component, ecosystems[0], advisories.Snapshot, () => Component(component, ecosystems, advisories));
            if (known.Note is { } note) notes.Add($"{component.Name}: {note}");
            foreach (var finding in known.Findings) findings.Add(Dismiss(finding with { Component = component }, bill, statements ?? [], notes));
        }

        return new Judgement
        {
            Snapshot = advisories.Snapshot,
            Findings = [.. findings.OrderBy(f => f.Dismissed is not null).ThenByDescending(f => f.Rating.Level).ThenByDescending(f => f.Rating.Score ?? 0)
                .ThenBy(f => f.Fixed is null).ThenBy(f => f.Component.Name, StringComparer.Ordinal).ThenBy(f => f.Id, StringComparer.Ordinal)],
            Notes = [.. notes],
        };
    }

    private static JudgeMemory.Entry Component(Component component, IReadOnlyList<string> ecosystems, IAdvisoryIndex advisories)
    {
        var (asked, version) = EcosystemOf.Asked(component);
        var name = PackageNames.Of(ecosystems[0], asked);
        if (Ecosystems.Scheme(ecosystems[0]) is { } scheme && scheme.Fault(version) is { } fault)
        {
            return new([], ecosystems.Any(e => advisories.About(e, name).Count > 0) ? $"the version '{version}' {fault}, so it cannot be compared." : null);
        }

        var hits = new List<Hit>();
        foreach (var match in ecosystems.SelectMany(e => advisories.About(e, name)))
        {
            if (Affects.Of(match.Affected, version) is { Yes: true } verdict && advisories.Find(match.Id) is { } advisory) hits.Add(new(advisory, match.Affected, verdict.Fixed));
        }

        return new(hits.Count == 0 ? [] : [.. Groups(hits).Select(g => Finding(component, g, advisories))], null);
    }

    private sealed record Hit(Advisory Advisory, Affected Affected, string? Fixed);

    /// <summary>Records that call each other the same, directly or through others, are one finding.</summary>
    private static IEnumerable<List<Hit>> Groups(List<Hit> hits)
    {
        var groups = new List<(HashSet<string> Names, List<Hit> Hits)>();
        foreach (var hit in hits)
        {
            var names = hit.Advisory.Aliases.Append(hit.Advisory.Id).ToHashSet(StringComparer.Ordinal);
            var all = new List<Hit> { hit };
            foreach (var same in groups.FindAll(g => g.Names.Overlaps(names)))
            {
                groups.Remove(same);
                names.UnionWith(same.Names);
                all.InsertRange(0, same.Hits);
            }

            groups.Add((names, all));
        }

        return groups.Select(g => g.Hits);
    }

    private static Finding Finding(Component component, List<Hit> hits, IAdvisoryIndex advisories)
    {
        var names = hits.SelectMany(h => h.Advisory.Aliases.Append(h.Advisory.Id)).Distinct().ToList();
        var id = hits.Select(h => h.Advisory.Id).OrderBy(Rank).ThenBy(i => i, StringComparer.Ordinal).First();
        // What a distribution says of its own package goes before what is said in general.
        var own = hits.Select(h => h.Affected.Rating).Where(r => r is { Level: not Level.Unknown }).Select(r => r!).OrderByDescending(r => r.Score ?? 0).ToList();
        var ratings = own.Count > 0 && own[0].Score is not null ? own
            : [.. hits.Select(h => h.Advisory.Rating).Concat(names.Select(n => advisories.Find(n)?.Rating ?? Rating.Unknown)).Where(r => r.Level != Level.Unknown), .. own];
        return new Finding
        {
            Id = id,
            Aliases = [.. names.Where(n => n != id).Order(StringComparer.Ordinal)],
            Component = component,
            Fixed = hits.Select(h => h.Fixed).FirstOrDefault(f => f is not null),
            Rating = ratings.OrderByDescending(r => r.Vector ?? "", StringComparer.Ordinal).ThenByDescending(r => r.Level).FirstOrDefault(Rating.Unknown),
            Summary = hits.Select(h => h.Advisory.Summary).FirstOrDefault(s => s.Length > 0, ""),
        };
    }

    /// <summary>The name that people know comes first.</summary>
    private static int Rank(string id) => id.StartsWith("CVE-", StringComparison.Ordinal) ? 0 : id.StartsWith("GHSA-", StringComparison.Ordinal) ? 1 : 2;

    private static Finding Dismiss(Finding finding, SoftwareBill bill, IReadOnlyList<VexDocument> documents, SortedSet<string> notes)
    {
        var said = documents.SelectMany(d => d.Statements.Select(s => (Document: d.Name, Statement: s)))
            .Where(s => s.Statement.Speaks(finding, bill)).OrderBy(s => s.Statement.Time, StringComparer.Ordinal).LastOrDefault();
        if (said.Statement is not { Status: "not_affected" or "fixed" } statement) return finding;
        if (statement is { Status: "not_affected", Reason.Length: 0 })
        {
            notes.Add($"{said.Document}: says that {finding.Component.Name} is not affected by {finding.Id} and not why, so it is not followed.");
            return finding;
        }

        return finding with { Dismissed = new Dismissal(statement.Status, statement.Reason, said.Document) };
    }
}
