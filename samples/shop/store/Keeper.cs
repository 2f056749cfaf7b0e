using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Shop;

/// <summary>
/// Applies commands, one after the other, and answers when what they changed is on disk. Commands that arrive while the disk is
/// busy share the next write.
/// </summary>
public sealed partial class Keeper(Journal journal, ILogger<Keeper> log) : BackgroundService
{
    private sealed record Request(IReadOnlyList<string> Command, TaskCompletionSource<object?> Reply)
    {
        private int _taken;

        /// <summary>Either the keeper answers or the time is up: whoever comes first. So nothing is moved for somebody who has left.</summary>
        public bool Take() => Interlocked.Exchange(ref _taken, 1) == 0;
    }

    private readonly Channel<Request> _requests = Channel.CreateUnbounded<Request>(new() { SingleReader = true });
    private readonly Database _database = new();
    private readonly List<Request> _waiting = [];

    public async Task<object?> AskAsync(IReadOnlyList<string> command, TimeSpan wait, CancellationToken cancel)
    {
        var request = new Request(command, new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_requests.Writer.TryWrite(request)) return new Complaint("ERR shutting down");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (Database.Waits(command)) limit.CancelAfter(wait == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : wait);
        await using var over = limit.Token.Register(() =>
        {
            if (Database.Waits(command) && request.Take()) request.Reply.TrySetResult(null);
        });
        return await request.Reply.Task;
    }

    public override Task StartAsync(CancellationToken cancel)
    {
        var commands = journal.Replay();
        foreach (var command in commands) _database.Apply(command);
        Replayed(commands.Count);
        return base.StartAsync(cancel);
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        while (await _requests.Reader.WaitToReadAsync(CancellationToken.None)) Turn();
    }

    private void Turn()
    {
        List<(Request Request, object? Reply)> done = [];
        while (_requests.Reader.TryRead(out var request)) Try(request);
        _waiting.RemoveAll(w => w.Reply.Task.IsCompleted);
        if (done.Count > 0) foreach (var request in _waiting.ToList()) Try(request);

        try
        {
            journal.Append(done.Where(d => d.Reply is not null and not Complaint && Database.Writes(d.Request.Command)).Select(d => d.Request.Command));
        }
        catch (IOException e)
        {
            // Memory is ahead of the disk now, so the program ends, and the next one reads what the disk has.
            foreach (var (request, _) in done) request.Reply.TrySetResult(new Complaint($"ERR not kept: {e.Message}"));
            throw;
        }

        foreach (var (request, reply) in done) request.Reply.TrySetResult(reply);

        void Try(Request request)
        {
            var waits = Database.Waits(request.Command);
            if (waits && request.Command.Count == 6 && _database.Apply(["LLEN", request.Command[1]]) is 0L)
            {
                if (!_waiting.Contains(request)) _waiting.Add(request);
                return;
            }

            _waiting.Remove(request);
            if (request.Take()) done.Add((request, _database.Apply(request.Command)));
        }
    }

    /// <summary>Called when no more commands come: what was taken is finished first.</summary>
    public override async Task StopAsync(CancellationToken cancel)
    {
        _requests.Writer.TryComplete();
        await base.StopAsync(cancel);
    }

    [LoggerMessage(1, LogLevel.Information, "Replayed {Commands} commands")]
    private partial void Replayed(int commands);
}
