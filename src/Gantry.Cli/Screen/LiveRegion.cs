using System.Text;
using Gantry.Cli.Text;

namespace Gantry.Cli.Screen;

/// <summary>Draws frames over one another at the end of a terminal's output, ten times a second and whenever asked.</summary>
public sealed class LiveRegion(Terminal terminal, TimeProvider clock) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _turn = new();
    private Func<int, (int Width, int Height), IReadOnlyList<Line>> _render = static (_, _) => [];
    private Task _ticking = Task.CompletedTask;
    private int _frame;
    private int _drawn;

    /// <param name="render">From the number of the frame and the terminal's size.</param>
    public void Show(Func<int, (int Width, int Height), IReadOnlyList<Line>> render)
    {
        lock (_turn) _render = render;
        if (_ticking.IsCompleted && !_stop.IsCancellationRequested) _ticking = TickAsync();
    }

    /// <summary>Draws the last frame, which stays; or takes the region away.</summary>
    public async Task EndAsync(IReadOnlyList<Line> last)
    {
        await StopAsync();
        lock (_turn)
        {
            Draw(last);
            if (_frame > 0) terminal.Send(Ansi.ShowCursor);
            (_drawn, _frame) = (0, 0);
        }
    }

    private async Task TickAsync()
    {
        // The first frame waits for the first tick, so that what is over at once does not flicker.
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                lock (_turn)
                {
                    if (_frame == 0) terminal.Send(Ansi.HideCursor);
                    Draw(_render(_frame++, terminal.Size()));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Ended.
        }
    }

    private void Draw(IReadOnlyList<Line> lines)
    {
        var text = new StringBuilder(Ansi.Up(_drawn)).Append('\r');
        foreach (var line in lines) text.Append(Ansi.Render(line.Cut(terminal.Size().Width - 1), terminal.Colour)).Append("\e[K\n");
        terminal.Send(text.Append(Ansi.ClearBelow).ToString());
        _drawn = lines.Count;
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _ticking;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_frame > 0) terminal.Send(Ansi.ShowCursor);
        _stop.Dispose();
    }
}
