using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Apps.Yaml;
using Gantry.Resources;
using Gantry.Resources.Policies;

namespace Gantry.Apps.Policies;

/// <summary>What came of reading a policy.</summary>
/// <param name="Policy">Null exactly when a problem is an error.</param>
public sealed record PolicyResult(Policy? Policy, IReadOnlyList<Problem> Problems);

/// <summary>Reads <c>gantry-policy.yaml</c>: rules and waivers. No variables are filled in: what is allowed must not depend on who asks.</summary>
public static class PolicyFile
{
    /// <param name="path">Absolute.</param>
    /// <param name="directory">What messages show the path relative to.</param>
    public static PolicyResult Load(string path, string directory)
    {
        var problems = new ProblemLog();
        var files = new ProjectFiles(directory, problems);
        var shown = files.Shown(path);
        var policy = files.Read(path, $"{shown}:1:1") is { } text ? Read(text, shown, files, problems) : null;
        return Result(policy, problems);
    }

    /// <param name="shown">How messages call the file.</param>
    public static PolicyResult Parse(string text, string shown)
    {
        var problems = new ProblemLog();
        return Result(Read(text, shown, new ProjectFiles("/", problems), problems), problems);
    }

    private static Policy? Read(string text, string shown, ProjectFiles files, ProblemLog problems)
    {
        var root = YamlReader.Read(text, shown, problems);
        if (root is null or Scalar { IsNull: true })
        {
            if (!problems.HasErrors) problems.Add(new Problem($"{shown}:1:1", "policy.empty", "The file is empty.", "Write at least a name: 'name: production'."));
            return null;
        }

        var context = new ReadContext(problems, new Variables(new Dictionary<string, string>(), problems), new SourceMap(shown), files);
        var draft = new PolicyDraft();
        PolicyKeys.Section.Read(new Value(root, "", context), draft);
        if (draft.Name is null && !problems.HasErrors)
            problems.Add(new Problem($"{shown}:1:1", "policy.missing-key", "The policy has no name.", "Write one that people will know it by: 'name: production'."));
        return draft.Name is null ? null : new Policy { Name = draft.Name, Rules = draft.Rules, Waivers = draft.Waivers };
    }

    /// <summary>The readers are those of compose files, and their codes say so.</summary>
    private static PolicyResult Result(Policy? policy, ProblemLog problems)
    {
        IReadOnlyList<Problem> all = [.. problems.All.OrderBy(p => PlaceOrder.Of(p.Place))
            .Select(p => p with { Code = p.Code.StartsWith("compose.", StringComparison.Ordinal) ? "policy." + p.Code["compose.".Length..] : p.Code })];
        return new PolicyResult(problems.HasErrors ? null : policy, all);
    }
}

/// <summary>A policy while it is read.</summary>
internal sealed class PolicyDraft
{
    public string? Name { get; set; }
    public PolicyRules Rules { get; set; } = Policy.Default.Rules;
    public List<Waiver> Waivers { get; } = [];
}
