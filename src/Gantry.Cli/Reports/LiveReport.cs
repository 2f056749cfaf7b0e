using Gantry.Cli.Progress;
using Gantry.Cli.Screen;
using Gantry.Cli.Text;
using Gantry.Cli.Views;
using Gantry.Resources;
using Gantry.Resources.Api;

namespace Gantry.Cli.Reports;

/// <summary>Redraws what is going on in place; what is over stays above it.</summary>
public sealed class LiveReport(Terminal terminal, TimeProvider clock) : IReport
{
    private readonly List<BuildRow> _builds = [];
    private LiveRegion? _region;
    private RolloutProgress? _progress;

    public void Say(string text) => terminal.Write(Paragraph.Wrap(Line.Empty, text, terminal.Width));

    public void Problems(IReadOnlyList<Problem> problems) => terminal.WriteError(ProblemView.Render(problems, terminal.Width));

    public async Task DuringAsync(string text, Func<Task> work)
    {
        var began = clock.GetUtcNow();
        var row = new BuildRow(text, "", "", began, false);
        Region().Show((frame, size) => BuildView.Render([row], clock.GetUtcNow(), frame, Wide(size)));
        var well = false;
        try
        {
            await work();
            well = true;
        }
        finally
        {
            await EndAsync(BuildView.Render([row with { Done = well }], clock.GetUtcNow(), 0, Wide(terminal.Size())));
        }
    }

    public void Building(PlanProgress progress)
    {
        lock (_builds)
        {
            var at = _builds.FindIndex(b => b.Service == progress.Service);
            var since = at >= 0 && _builds[at].Stage == progress.Stage ? _builds[at].Since : clock.GetUtcNow();
            var row = new BuildRow(progress.Service, progress.Stage, progress.Text, since, false);
            if (at >= 0) _builds[at] = row;
            else _builds.Add(row);
        }

        Region().Show((frame, size) => Builds(frame, size, done: false));
    }

    public async Task BuiltAsync(bool well)
    {
        if (_region is null) return;
        await EndAsync(well ? [] : Builds(0, terminal.Size(), done: false));
    }

    public void Plan(PlanSheet sheet) => terminal.Write([.. PlanView.Render(sheet, terminal.Width), Line.Empty]);

    public void Began(RolloutProgress progress)
    {
        _progress = progress;
        Region().Show((frame, size) => ProgressTree.Render(_progress, clock.GetUtcNow(), frame, Wide(size), size.Height - 1));
    }

    public void Changed(RolloutProgress before, RolloutProgress after) => _progress = after;

    public async Task SettledAsync()
    {
        if (_progress is { } last && _region is not null)
            await EndAsync([.. ProgressTree.Render(last, clock.GetUtcNow(), 0, Wide(terminal.Size())), Line.Empty]);
    }

    public void Ended(Outcome outcome) => terminal.Write(OutcomeView.Render(outcome));

    public async ValueTask DisposeAsync()
    {
        if (_region is not null) await _region.DisposeAsync();
    }

    private IReadOnlyList<Line> Builds(int frame, (int Width, int Height) size, bool done)
    {
        lock (_builds)
            return BuildView.Render([.. _builds.Select(b => b with { Done = done })], clock.GetUtcNow(), frame, Wide(size));
    }

    private LiveRegion Region() => _region ??= new LiveRegion(terminal, clock);

    private async Task EndAsync(IReadOnlyList<Line> last)
    {
        if (_region is null) return;
        await _region.EndAsync(last);
        await _region.DisposeAsync();
        _region = null;
    }

    private static int Wide((int Width, int Height) size) => Math.Clamp(size.Width - 1, 40, 110);
}
