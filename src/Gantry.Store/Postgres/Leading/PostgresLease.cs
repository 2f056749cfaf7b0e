using Gantry.Control;
using Npgsql;

namespace Gantry.Store.Postgres.Leading;

/// <summary>
/// Leading by a row of the database. A follower takes the lease when it has not seen it renewed for as long as it lasts, by its
/// own steady clock and within one connection; the leader counts from before it asked for the renewal, and stops a margin
/// earlier. So no two ever act at once, whatever the clocks of the machines and of the database say.
/// </summary>
internal sealed class PostgresLease : ILeadership, IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly PostgresServer _server;
    private readonly Member _member;
    private readonly LeaseTerms _terms;
    private readonly TimeProvider _time;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly long _start;
    private volatile bool _stopping;
    private Task _running = Task.CompletedTask;
    private Term? _term;
    private TaskCompletionSource<Term>? _candidacy;

    public PostgresLease(PostgresServer server, Member member, LeaseTerms terms, TimeProvider time)
    {
        (_server, _member, _terms, _time) = (server, member, terms, time);
        _start = time.GetTimestamp();
    }

    public long Fence { get; private set; }
    public bool Holds => Volatile.Read(ref _term) is { } term && term.Until > Now;
    public string? Other { get; private set; }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>On a thread of its own: however much the process has to do, a lease is not lost because nobody had a moment to renew it.</summary>
    /// <param name="seen">Called with the newest event's number whenever the row has been looked at.</param>
    public void Run(Action<long> seen) => _running = Task.Factory.StartNew(() => RunToStop(seen), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public async ValueTask<CancellationToken> LeadAsync(CancellationToken cancel)
    {
        var wish = new TaskCompletionSource<Term>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _candidacy, wish);
        _wake.Set();
        try
        {
            return (await wish.Task.WaitAsync(cancel)).Ended.Token;
        }
        finally
        {
            Interlocked.CompareExchange(ref _candidacy, null, wish);
        }
    }

    public async ValueTask ResignAsync()
    {
        if (Interlocked.Exchange(ref _term, null) is not { } term) return;
        await term.Ended.CancelAsync();
        try
        {
            await using var session = _server.Open();
            LeaseRow.Resign(session, term.Epoch);
        }
        catch (Exception)
        {
            // Then it runs out.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        _wake.Set();
        await _running;
        await ResignAsync();
        _wake.Dispose();
    }

    private void RunToStop(Action<long> seen)
    {
        while (!_stopping)
        {
            try
            {
                using var session = _server.Open();
                using (var set = new NpgsqlCommand($"SET lock_timeout = {LeaseRow.LockPatience}", session)) set.ExecuteNonQuery();
                // What was seen over another connection may be of another server, which had not heard of everything.
                var watch = new LeaseWatch(_terms.Lasts);
                while (!_stopping)
                {
                    if (Holds) Renew(session);
                    else seen(Look(session, watch));
                    _wake.WaitOne(Holds ? _terms.Renew : _terms.Look);
                }
            }
            catch (Exception)
            {
                // Away. The term ends by itself when it is over.
                _wake.WaitOne(Pause);
            }
        }
    }

    private void Renew(NpgsqlConnection session)
    {
        var (term, asked) = (Volatile.Read(ref _term), Now);
        if (term is null) return;
        if (LeaseRow.Renew(session, term.Epoch)) term.Extend(asked + _terms.Lasts - _terms.Margin, Now);
        else End(term);
    }

    private long Look(NpgsqlConnection session, LeaseWatch watch)
    {
        if (Volatile.Read(ref _term) is { } over) End(over);
        var row = LeaseRow.Read(session);
        var mine = row.Holder == _member.Id;
        Other = mine || row.Holder.Length == 0 ? null : row.Name;
        var free = watch.IsOver(row, Now) || row.Holder.Length == 0 || mine;
        if (free && Volatile.Read(ref _candidacy) is { } candidacy) Take(session, row, candidacy);
        return row.Revision;
    }

    private void Take(NpgsqlConnection session, LeaseRow row, TaskCompletionSource<Term> candidacy)
    {
        var asked = Now;
        // Before, lest its locks be in the way, and after, lest it have begun something in between.
        if (row.Holder.Length > 0 && row.Holder != _member.Id) LeaseRow.EndSessions(session, row.Holder);
        if (row.Take(session, _member.Id, _member.Name) is not { } epoch) return;
        if (row.Holder.Length > 0 && row.Holder != _member.Id) LeaseRow.EndSessions(session, row.Holder);
        Fence = epoch;
        Other = null;
        var term = new Term(epoch, _time);
        term.Extend(asked + _terms.Lasts - _terms.Margin, Now);
        Volatile.Write(ref _term, term);
        // Nobody waits any more: it goes to who does.
        if (!candidacy.TrySetResult(term)) End(term);
    }

    private void End(Term term)
    {
        if (Interlocked.CompareExchange(ref _term, null, term) == term) term.Ended.Cancel();
    }

    /// <summary>One time of leading.</summary>
    private sealed class Term(long epoch, TimeProvider time)
    {
        private long _until;

        public long Epoch => epoch;

        /// <summary>Ends by itself, however long an answer of the database takes.</summary>
        public CancellationTokenSource Ended { get; } = new(Timeout.InfiniteTimeSpan, time);
        public TimeSpan Until => new(Volatile.Read(ref _until));

        public void Extend(TimeSpan until, TimeSpan now)
        {
            Volatile.Write(ref _until, until.Ticks);
            Ended.CancelAfter(until > now ? until - now : TimeSpan.Zero);
        }
    }
}
