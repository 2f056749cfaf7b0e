using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using System.Text.Json;
using Gantry.Cli.Commands.Linting;
using Gantry.Cli.Sheets;
using Gantry.Resources.Rollouts;
using Gantry.Resources;

namespace Gantry.Cli.Reports;

/// <summary>A line of <c>--json</c> before the last.</summary>
public sealed record EventLine(string Event)
{
    public string? Text { get; init; }
    public string? Service { get; init; }
    public string? Stage { get; init; }
    public string? Replica { get; init; }

    /// <summary>Of a step: <c>started</c>, <c>done</c>, <c>failed</c> or <c>undone</c>; of a replica its phase.</summary>
    public string? State { get; init; }

    /// <summary>Of a step, from 1.</summary>
    public int? Number { get; init; }
    public int? Of { get; init; }
    public double? Seconds { get; init; }
    public int? Rollout { get; init; }
    public Plan? Plan { get; init; }
    public Problem? Problem { get; init; }
}

/// <summary>The last line of <c>--json</c>.</summary>
/// <param name="Result"><c>live</c> or <c>failed</c>; <c>started</c> with <c>--detach</c>.</param>
public sealed record ResultLine(string Result, string? App, string Environment, int? Release, IReadOnlyList<string> Urls, double Seconds)
{
    /// <summary>Only written where nothing was to be changed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Changed { get; init; }
}

/// <summary><c>plan --json</c>.</summary>
public sealed record PlanDocument(string App, string Environment, int? Live, int Release, bool Changes, Plan Plan, IReadOnlyList<string> Urls);

/// <summary><c>ps --json</c>.</summary>
public sealed record PsDocument(IReadOnlyList<AppSheet> Apps);

/// <summary><c>history --json</c>.</summary>
/// <param name="Rollouts">Newest first.</param>
public sealed record HistoryDocument(string App, string Environment, IReadOnlyList<HistoryRow> Rollouts)
{
    /// <summary>The newest rollout that is no longer kept; left out while all are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Forgotten { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ResultLine))]
public sealed partial class ResultJson : JsonSerializerContext;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventLine))]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(PsDocument))]
[JsonSerializable(typeof(HistoryDocument))]
[JsonSerializable(typeof(LintDocument))]
[JsonSerializable(typeof(SarifLog))]
public sealed partial class CliJson : JsonSerializerContext
{
    private static CliJson? _readable;

    /// <summary>Sentences keep their quotes and arrows: this is read by people and programs, and never put into a page.</summary>
    public static CliJson Readable => _readable ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
