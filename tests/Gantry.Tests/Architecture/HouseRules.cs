using System.Text.RegularExpressions;

namespace Gantry.Tests.Architecture;

/// <summary>The rules of the house as functions from text to complaints, so that each can be shown a text that breaks it.</summary>
internal static partial class HouseRules
{
    private static readonly string[] Modules = ["Gantry.Rollouts", "Gantry.Engine", "Gantry.Traffic", "Gantry.Store", "Gantry.Registry", "Gantry.Certificates", "Gantry.Trust"];

    /// <summary>Who may refer to whom. Modules never refer to modules: they meet in the store.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Gantry.Resources"] = [],
        ["Gantry.Control"] = ["Gantry.Resources"],
        ["Gantry.Store"] = ["Gantry.Resources", "Gantry.Control", "Microsoft.Data.Sqlite.Core", "SQLitePCLRaw.provider.e_sqlite3", "Npgsql"],
        ["Gantry.Apps"] = ["Gantry.Resources", "YamlDotNet"],
        ["Gantry.Rollouts"] = ["Gantry.Resources", "Gantry.Control"],
        ["Gantry.Engine"] = ["Gantry.Resources", "Gantry.Control"],
        ["Gantry.Traffic"] = ["Gantry.Resources", "Gantry.Control"],
        ["Gantry.Trust"] = ["Gantry.Resources", "Microsoft.Data.Sqlite.Core", "NuGet.Versioning", "SQLitePCLRaw.provider.e_sqlite3"],
        ["Gantry.Registry"] = ["Gantry.Resources", "Microsoft.Data.Sqlite.Core", "SQLitePCLRaw.provider.e_sqlite3"],
        ["Gantry.Certificates"] = ["Gantry.Resources", "Gantry.Control"],
        ["Gantry.Edge"] = ["Gantry.Resources"],
        ["Gantry.Client"] = ["Gantry.Resources"],
        ["Gantry.Cli"] = ["Gantry.Resources", "Gantry.Client", "Gantry.Apps", "Gantry.Trust", "System.CommandLine", "Spectre.Console"],
        ["Gantry.Server"] = ["Gantry.Resources", "Gantry.Control", .. Modules],
    };

    public static IEnumerable<string> Direction(string project, string text) =>
        !Allowed.TryGetValue(project, out var allowed)
            ? [$"{project} is not in the table of who may refer to whom"]
            : SourceTree.References(text).Except(allowed).Select(r => $"{project} refers to {r}");

    /// <summary>What runs in the simulation keeps to one thread and one clock.</summary>
    public static IEnumerable<string> OneThread(string file, string text) =>
        Threads().Matches(text).Select(m => $"{file} uses {m.Value}");

    public static IEnumerable<string> Names(string file, string text) =>
        BadSuffix().Matches(text).Select(m => $"{file} declares {m.Groups[1].Value}");

    public static IEnumerable<string> Size(string file, string text) =>
        text.Count(c => c == '\n') > 400 ? [$"{file} has more than 400 lines"] : [];

    public static IEnumerable<string> Crowded(string folder, int files) =>
        files > 15 ? [$"{folder} has {files} files"] : [];

    public static IEnumerable<string> Decisions(string file, string text) =>
        Impure().Matches(text).Select(m => $"{file} uses {m.Value}");

    [GeneratedRegex(@"ConfigureAwait|Task\.Run|ThreadPool|Thread\.Sleep|Stopwatch|DateTime(Offset)?\.(Utc)?Now|Task\.Delay\([^,)]*\)")]
    private static partial Regex Threads();

    [GeneratedRegex(@"(?:class|record|struct|interface)\s+(\w+(?:Manager|Helper|Helpers|Util|Utils|Common|Base|Impl|Processor|Wrapper))\b")]
    private static partial Regex BadSuffix();

    [GeneratedRegex(@"\basync\b|\bawait\b|TimeProvider|DateTime(Offset)?\.(Utc)?Now|Guid\.NewGuid|new Random|\bFile\.|\bHttpClient\b|\bSocket\b")]
    private static partial Regex Impure();
}
