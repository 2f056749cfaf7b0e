using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gantry.Trust.Advisories;
using Gantry.Trust.Decisions.Judging;
using Gantry.Trust.Decisions.Severities;
using Gantry.Trust.Sbom;

namespace Gantry.Cli.Commands.Trust;

/// <summary><c>scan --json</c>.</summary>
internal sealed record ScanDocument(
    string Subject, string? Digest, Distribution? Distribution, int Components, AdvisoryFacts Advisories)
{
    /// <summary>Most urgent first.</summary>
    public required IReadOnlyList<ScanFinding> Findings { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }

    public static ScanDocument Of(SoftwareBill bill, Judgement judgement, AdvisoryFacts advisories) =>
        new(bill.Subject, bill.Digest, bill.Distribution, bill.Components.Count, advisories)
        {
            Findings = [.. judgement.Findings.Select(ScanFinding.Of)],
            Notes = [.. bill.Notes, .. judgement.Notes],
        };
}

/// <summary>A finding of <c>scan --json</c>.</summary>
internal sealed record ScanFinding
{
    public required string Id { get; init; }
    public required IReadOnlyList<string> Aliases { get; init; }
    public required Level Severity { get; init; }
    public double? Score { get; init; }
    public string? Vector { get; init; }
    public required string Package { get; init; }
    public required string Type { get; init; }
    public required string Version { get; init; }
    public string? Fixed { get; init; }
    public string? Source { get; init; }
    public string? Layer { get; init; }
    public string? Path { get; init; }
    public string Summary { get; init; } = "";
    public Dismissal? Dismissed { get; init; }

    public static ScanFinding Of(Finding finding) => new()
    {
        Id = finding.Id,
        Aliases = finding.Aliases,
        Severity = finding.Rating.Level,
        Score = finding.Rating.Score,
        Vector = finding.Rating.Vector,
        Package = finding.Component.Name,
        Type = finding.Component.Type,
        Version = finding.Component.Version,
        Fixed = finding.Fixed,
        Source = finding.Component.SourceName,
        Layer = finding.Component.Layer,
        Path = finding.Component.Path,
        Summary = finding.Summary,
        Dismissed = finding.Dismissed,
    };
}

/// <summary>Which advisories were asked, and how old they are.</summary>
internal sealed record AdvisoryFacts(string Snapshot, long Advisories, DateTimeOffset Imported, DateTimeOffset Newest, double AgeDays, bool Stale)
{
    public static AdvisoryFacts Of(AdvisoryState state, DateTimeOffset now) =>
        new(state.Snapshot, state.Advisories, state.Imported, state.Newest, Math.Round(state.Age(now).TotalDays, 1), state.IsStale(now));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(ScanDocument))]
[JsonSerializable(typeof(AdvisoryFacts))]
internal sealed partial class TrustJson : JsonSerializerContext
{
    /// <summary>For people and jq: quotes and arrows stay what they are.</summary>
    public static TrustJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
