using Npgsql;

namespace Gantry.Store.Postgres;

/// <summary>
/// Hears of commits of others. What it hears is a hint to look, never the truth: one that is lost costs time alone. Whoever leads
/// makes every commit itself, and does not have the server wake it for each.
/// </summary>
internal sealed class PostgresListener : IAsyncDisposable
{
    public const string Channel = "gantry_events";

    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Task _running;
    private CancellationTokenSource _listening = new();
    private CancellationToken _deaf;

    /// <param name="hint">Something was committed, or may have been while nobody listened.</param>
    public PostgresListener(PostgresServer server, TimeProvider time, Action hint) => _running = Task.Run(() => RunAsync(server, time, hint));

    /// <summary>Hears nothing until then.</summary>
    public void Pause(CancellationToken until)
    {
        lock (_gate)
        {
            _deaf = until;
            _listening.Cancel();
        }
    }

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
            var (deaf, paused) = Next();
            if (deaf.CanBeCanceled)
            {
                await UntilAsync(Timeout.InfiniteTimeSpan, time, deaf);
                continue;
            }
            using var listening = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, paused);
            try
            {
                await using var session = server.Open();
                session.Notification += (_, _) => hint();
                await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", session)) await listen.ExecuteNonQueryAsync(listening.Token);
                hint();
                while (true) await session.WaitAsync(listening.Token);
            }
            catch (Exception) when (listening.IsCancellationRequested)
            {
                // Stopped or paused: seen above.
            }
            catch (Exception)
            {
                // Away: whoever commits or reads says so.
                await UntilAsync(Again, time, listening.Token);
            }
        }
    }

    /// <summary>Until when it hears nothing, if it does not listen now; and what tells that it is to stop listening.</summary>
    private (CancellationToken Deaf, CancellationToken Paused) Next()
    {
        lock (_gate)
        {
            if (_deaf.IsCancellationRequested) _deaf = default;
            if (!_deaf.CanBeCanceled && _listening.IsCancellationRequested) _listening = new CancellationTokenSource();
            return (_deaf, _listening.Token);
        }
    }

    private async Task UntilAsync(TimeSpan atMost, TimeProvider time, CancellationToken orThen)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, orThen);
        await Task.Delay(atMost, time, end.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
    }
}
