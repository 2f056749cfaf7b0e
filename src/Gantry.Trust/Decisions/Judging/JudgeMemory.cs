using Gantry.Trust.Sbom;

namespace Gantry.Trust.Decisions.Judging;

/// <summary>Remembers what was found, by what is asked for: the package, its version and the advisories. For one caller at a time.</summary>
public sealed class JudgeMemory
{
    /// <summary>Findings of some component with that name and version, or why there can be none.</summary>
    internal readonly record struct Entry(IReadOnlyList<Finding> Findings, string? Note);

    private readonly Dictionary<(string, string, string), Entry> known = [];
    private string? snapshot;

    internal Entry Of(Component component, string ecosystem, string snapshot, Func<Entry> judge)
    {
        if (this.snapshot != snapshot) known.Clear();
        this.snapshot = snapshot;
        var (name, version) = EcosystemOf.Asked(component);
        if (!known.TryGetValue((ecosystem, name, version), out var entry)) known[(ecosystem, name, version)] = entry = judge();
        return entry;
    }
}
