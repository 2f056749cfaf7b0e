using System.Text.Json.Serialization;
using Gantry.Apps.Lint;
using Gantry.Apps.Reading;
using Gantry.Resources;
using Gantry.Resources.Platforms;

namespace Gantry.Cli.Commands.Linting;

/// <summary>Findings in the Static Analysis Results Interchange Format 2.1.0 (OASIS), which code hosts show beside the lines.</summary>
public sealed record SarifLog(IReadOnlyList<SarifRun> Runs)
{
    [JsonPropertyName("$schema"), JsonPropertyOrder(-2)]
    public string Schema => "https://json.schemastore.org/sarif-2.1.0.json";

    [JsonPropertyOrder(-1)]
    public string Version => "2.1.0";

    public static SarifLog Of(IReadOnlyList<Problem> problems)
    {
        var rules = problems.Select(p => p.Code).Distinct().Order(StringComparer.Ordinal).Select(Rule).ToList();
        return new SarifLog([new SarifRun(new SarifTool(new SarifDriver("gantry", BuildIdentity.Version, rules)), [.. problems.Select(Result)])]);
    }

    private static SarifRule Rule(string code) => Linter.Rule(code) is { } rule
        ? new SarifRule(code, rule.Name, new SarifText(rule.Title), new SarifText(rule.Why))
        : new SarifRule(code, null, new SarifText(code), null);

    private static SarifResult Result(Problem problem)
    {
        var (file, line, column) = PlaceOrder.Of(problem.Place);
        return new SarifResult(problem.Code, problem.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" },
            new SarifText($"{problem.Message} {problem.Help}"),
            [new SarifLocation(new SarifPlace(new SarifFile(file), line > 0 ? new SarifRegion(line, column) : null))]);
    }
}

public sealed record SarifRun(SarifTool Tool, IReadOnlyList<SarifResult> Results);

public sealed record SarifTool(SarifDriver Driver);

public sealed record SarifDriver(string Name, string Version, IReadOnlyList<SarifRule> Rules);

public sealed record SarifRule(string Id, string? Name, SarifText ShortDescription, SarifText? FullDescription);

public sealed record SarifResult(string RuleId, string Level, SarifText Message, IReadOnlyList<SarifLocation> Locations);

public sealed record SarifText(string Text);

public sealed record SarifLocation(SarifPlace PhysicalLocation);

public sealed record SarifPlace(SarifFile ArtifactLocation, SarifRegion? Region);

/// <param name="Uri">Relative to the project's directory.</param>
public sealed record SarifFile(string Uri);

public sealed record SarifRegion(int StartLine, int? StartColumn);
