using Gantry.Resources;

namespace Gantry.Apps.Reading;

/// <summary>Gathers problems, each once. Bounded, so that a file with a thousand mistakes still gives a message that can be read.</summary>
internal sealed class ProblemLog
{
    private const int Most = 200;
    private readonly List<Problem> problems = [];
    private readonly HashSet<(string, string, string)> seen = [];

    private readonly HashSet<string> unfilled = new(StringComparer.Ordinal);

    public int Errors { get; private set; }
    public bool HasErrors => Errors > 0;
    public IReadOnlyList<Problem> All => problems;

    public void Add(Problem problem)
    {
        if (problem.Severity == Severity.Error) Errors++;
        if (problems.Count >= Most || !seen.Add((problem.Place, problem.Code, problem.Message))) return;
        problems.Add(problem);
        if (problems.Count == Most)
            problems.Add(new Problem(problem.Place, "compose.too-many-problems", $"More than {Most} problems were found; the rest is not shown.", "Mend these first."));
    }

    /// <summary>True when a variable of the value that stands there could not be filled in, which is an error.</summary>
    public bool IsUnfilled(string place) => unfilled.Contains(place);

    public void AddUnfilled(Problem problem)
    {
        unfilled.Add(problem.Place);
        Add(problem);
    }

    public void AddRange(IEnumerable<Problem> found)
    {
        foreach (var problem in found) Add(problem);
    }
}
