using Npgsql;

namespace Gantry.Store.Postgres;

/// <summary>Hears of commits of others. What it hears is a hint to look, never the truth: one that is lost costs time alone.</summary>
internal sealed class PostgresListener : IAsyncDisposable
{
    public const string Channel = "gantry_events";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <param name="hint">Something was committed, or may have been while nobody listened.</param>
    public PostgresListener(PostgresServer server, TimeProvider time, Action hint) => _running = Task.Run(() => RunAsync(server, time, hint));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(PostgresServer server, TimeProvider time, Action hint)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var session = server.Open();
                session.Notification += (_, _) => hint();
                await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", session)) await listen.ExecuteNonQueryAsync(_stop.Token);
                hint();
                while (true) await session.WaitAsync(_stop.Token);
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // Away: whoever commits or reads says so.
            }
            await Task.Delay(Pause, time, _stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }
}
