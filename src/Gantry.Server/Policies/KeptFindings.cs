using System.Collections.Concurrent;
using Gantry.Resources.Images;
using Gantry.Trust.Decisions.Admission;
using Gantry.Trust.Evidence;

namespace Gantry.Server.Policies;

/// <summary>The findings of judgements, from the platform's evidence.</summary>
internal sealed class KeptFindings(EvidenceFolder evidence)
{
    /// <summary>More than those of the images that are planned with again and again are not worth the memory.</summary>
    private const int Most = 128;

    private readonly ConcurrentDictionary<string, IReadOnlyList<AdmissionFinding>> _known = new(StringComparer.Ordinal);

    /// <summary>Those that count; null where they cannot be read. What was read once is remembered: under its digest it never changes.</summary>
    public IReadOnlyList<AdmissionFinding>? Known(JudgementReference judgement)
    {
        if (_known.TryGetValue(judgement.Digest, out var known)) return known;
        if (Fresh(judgement) is not { } read) return null;
        if (_known.Count >= Most) _known.Clear();
        return _known[judgement.Digest] = read;
    }

    /// <summary>The same from the disk, where somebody may have changed it.</summary>
    public IReadOnlyList<AdmissionFinding>? Fresh(JudgementReference judgement) =>
        evidence.Read(judgement.Digest) is { } content && KeptJudgement.Read(content) is { } kept
            ? [.. kept.Findings.Where(f => f.Dismissed is null).Select(f => new AdmissionFinding
            {
                Id = f.Id,
                Aliases = f.Aliases,
                Severity = f.Rating.Level,
                Package = f.Component.Name,
                Version = f.Component.Version,
                Fixed = f.Fixed,
                Source = f.Component.SourceName,
            })] : null;
}
