using System.Text.Json;
using System.Text.Json.Serialization;
using Gantry.Resources.Images;
using Gantry.Trust.Decisions.Judging;
using Gantry.Trust.Decisions.Severities;

namespace Gantry.Trust.Evidence;

/// <summary>
/// What is thought of an image, as it is kept under its digest. It does not name the advisories that it was made from, which the image's
/// status does: where newer ones say the same, it is the same.
/// </summary>
public sealed record KeptJudgement
{
    /// <summary>Most urgent first; those that do not count last.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>By <see cref="Name"/>: when the platform first knew of it in this image.</summary>
    public required IReadOnlyDictionary<string, DateTimeOffset> Since { get; init; }

    /// <param name="before">The one before this, from which it is taken how long something is known.</param>
    public static KeptJudgement Of(Judgement judgement, KeptJudgement? before, DateTimeOffset now) => new()
    {
        Findings = judgement.Findings,
        Notes = judgement.Notes,
        Since = new SortedDictionary<string, DateTimeOffset>(
            judgement.Findings.Select(Name).Distinct().ToDictionary(n => n, n => before?.Since.TryGetValue(n, out var since) == true ? since : now), StringComparer.Ordinal),
    };

    /// <summary>What makes a finding the same one as another of the same image.</summary>
    public static string Name(Finding finding) => $"{finding.Id} {finding.Component.Type}/{finding.Component.Name} {finding.Component.Version}";

    /// <summary>How many that count there are of each severity.</summary>
    public IReadOnlyDictionary<string, FindingCount> Counts() => new SortedDictionary<string, FindingCount>(
        Findings.Where(f => f.Dismissed is null).GroupBy(f => Word(f.Rating.Level)).ToDictionary(g => g.Key, g => new FindingCount(g.Count(), g.Count(f => f.Fixed is not null))), StringComparer.Ordinal);

    /// <summary><c>critical</c>, <c>high</c>, <c>medium</c>, <c>low</c>, <c>none</c> or <c>unknown</c>.</summary>
    public static string Word(Level level) => level.ToString().ToLowerInvariant();

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, EvidenceJson.Default.KeptJudgement);

    /// <summary>Null for what is none.</summary>
    public static KeptJudgement? Read(byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, EvidenceJson.Default.KeptJudgement);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeptJudgement))]
internal sealed partial class EvidenceJson : JsonSerializerContext;
