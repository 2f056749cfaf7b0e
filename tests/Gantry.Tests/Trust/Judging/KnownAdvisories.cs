using Gantry.Trust.Advisories;
using Gantry.Trust.Decisions.Advisories;

namespace Gantry.Tests.Trust.Judging;

/// <summary>Advisories in memory.</summary>
internal sealed class KnownAdvisories(params byte[][] records) : IAdvisoryIndex
{
    private readonly List<OsvRecord> all = [.. records.Select(r => OsvReader.Read("test", r).Require())];

    public string Snapshot => "sha256:test";

    public IReadOnlyList<Match> About(string ecosystem, string name) =>
        [.. all.SelectMany(r => r.Affected.Where(a => a.Ecosystem == ecosystem && a.Name == name).Select(a => new Match(r.Advisory.Id, a)))];

    public Advisory? Find(string id) => all.Find(r => r.Advisory.Id == id)?.Advisory;
}
