using Gantry.Cli.Progress;
using Gantry.Cli.Views;
using Gantry.Resources;
using Gantry.Resources.Api;

namespace Gantry.Cli.Reports;

/// <summary>How a command that changes something tells what it does: on a live terminal, line by line, or as JSON.</summary>
public interface IReport : IAsyncDisposable
{
    /// <summary>Something the reader should know on the way.</summary>
    void Say(string text);

    void Problems(IReadOnlyList<Problem> problems);

    /// <summary>Does something that takes a while, and says so.</summary>
    Task DuringAsync(string text, Func<Task> work);

    void Building(PlanProgress progress);

    /// <summary>No more building: finished, or failed.</summary>
    Task BuiltAsync(bool well);

    void Plan(PlanSheet sheet);

    void Began(RolloutProgress progress);

    void Changed(RolloutProgress before, RolloutProgress after);

    /// <summary>No more changes; the outcome, if any, is told next.</summary>
    Task SettledAsync();

    void Ended(Outcome outcome);
}

/// <summary>How it ended.</summary>
/// <param name="Text">The sentence for people.</param>
public sealed record Outcome(bool Live, string? App, string Environment, int? Release, IReadOnlyList<string> Urls, TimeSpan Took, string Text)
{
    /// <summary>False: everything already was as wanted.</summary>
    public bool Changed { get; init; } = true;

    /// <summary>The rollout goes on by itself; nobody waited for its end.</summary>
    public bool Detached { get; init; }
}
