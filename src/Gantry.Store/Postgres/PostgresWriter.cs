using System.Text.Json;
using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Audit;
using Npgsql;

namespace Gantry.Store.Postgres;

/// <summary>
/// The session that writes. Each new one takes a number of its own and so shuts out the one before: a commit whose answer was
/// lost either has happened by then or never will, and the chain tells which.
/// </summary>
internal sealed class PostgresWriter(PostgresServer server, ILease lease) : IGroupWriter, IDisposable
{
    private NpgsqlConnection? _session;
    private PostgresGroup? _group;
    private (long Epoch, long Session) _number;
    private volatile bool _stale = true;

    /// <summary>Something may have been written that is not shown yet.</summary>
    public void Suspect() => _stale = true;

    public Published? CatchUp(Published state)
    {
        try
        {
            if (_session is null) Connect();
            if (lease.Holds && _number.Epoch != lease.Fence) Number(lease.Fence);
            return _stale ? Read(state) : null;
        }
        catch (Exception failure)
        {
            // Whatever it is: another session may do better, and what was not read is read then.
            Disconnect();
            throw server.Unavailable(failure);
        }
    }

    public void Write(IReadOnlyList<TransitionOutcome> group)
    {
        if (!lease.Holds || _number.Epoch != lease.Fence) throw Fenced();
        try
        {
            (_group ??= new PostgresGroup(_session!)).Write(group, _number.Epoch, _number.Session);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresSchema.Fenced)
        {
            _stale = true;
            throw Fenced();
        }
        catch (Exception failure)
        {
            // Whatever it is: what the server has of it is known only once it has been asked.
            Disconnect();
            if (PostgresProblems.IsUndone(failure)) throw server.Unavailable(failure);
            throw new CommitUncertainException($"The connection to the database was lost in the middle of a commit: {server.Unavailable(failure).Message}", failure);
        }
    }

    public void Dispose() => Disconnect();

    private static NotLeadingException Fenced() => new("This gantryd does not lead the platform now; nothing was written.");

    private void Connect()
    {
        _session = server.Open();
        if (PostgresSchema.Found(_session) is { } version && PostgresSchema.Judge(version, server.Place) is { } newer) throw new PostgresRefusedException(newer);
        (_number, _stale) = (default, true);
        if (lease.Holds) Number(lease.Fence);
    }

    /// <summary>
    /// Waits for whatever commit of an earlier session is being decided right now, and keeps those that come later from being
    /// committed. Nothing is taken when another process leads.
    /// </summary>
    private void Number(long epoch)
    {
        using var next = new NpgsqlCommand("UPDATE gantry.lease SET session = session + 1 WHERE epoch = $1 RETURNING session", _session);
        next.Parameters.Add(new NpgsqlParameter<long> { TypedValue = epoch });
        _number = next.ExecuteScalar() is long session ? (epoch, session) : default;
        _stale = true;
    }

    /// <summary>Events and resources as of one moment.</summary>
    private Published? Read(Published state)
    {
        _stale = false;
        using var snapshot = _session!.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);
        var (from, cut) = (state.World.Revision, PostgresRows.Base(_session));
        if (cut.Sequence > from) return Anew(state, cut);
        var events = PostgresRows.Events(_session, "WHERE sequence >= $1 ORDER BY sequence", from);
        if (cut.Sequence == from && cut.Hash != state.Head) throw new PostgresRefusedException(Lost(from));
        if (cut.Sequence < from)
        {
            if (events is not [var last, ..] || last.Sequence != from || last.Hash != state.Head) throw new PostgresRefusedException(Lost(from));
            events.RemoveAt(0);
        }
        if (events.Count == 0) return null;
        if (events[^1].Sequence != from + events.Count) throw new PostgresRefusedException(Lost(from));
        var now = PostgresRows.Resources(_session, newerThan: from);
        var there = now.Select(static r => r.Key).ToHashSet();
        var gone = events.Where(static e => e.Type is not (EventType.Remark or EventType.Cut)).Select(static e => e.Key).Distinct().Where(k => !there.Contains(k));
        return new Published(state.World.With(events[^1].Sequence, now.Select(static r => r.Read()), gone), events[^1].Hash, events) { Base = cut };
    }

    /// <summary>The events that led from what this process knew to what there is were cut off while it was away: it begins again.</summary>
    private Published Anew(Published state, AuditHead cut)
    {
        var now = PostgresRows.Resources(_session!);
        var there = now.Select(static r => r.Key).ToHashSet();
        var (revision, head) = PostgresRows.Events(_session!, "ORDER BY sequence DESC LIMIT 1") is [var last, ..] ? (last.Sequence, last.Hash) : (cut.Sequence, cut.Hash);
        return new Published(state.World.With(revision, now.Select(static r => r.Read()), state.World.All().Select(static r => r.Key).Where(k => !there.Contains(k))), head, [])
        {
            Base = cut,
            Gap = true,
        };
    }

    private Problem Lost(long revision) => new(server.Place, "store.diverged",
        $"The database no longer has event {revision} as it was acknowledged: it was restored, or a standby took over that had not received everything.",
        "Restart every gantryd of the platform to go on from what is there, and look for what was lost; nothing is written until then.");

    private void Disconnect()
    {
        _stale = true;
        var (group, session) = (_group, _session);
        (_group, _session, _number) = (null, null, default);
        try
        {
            group?.Dispose();
            session?.Dispose();
        }
        catch (Exception)
        {
            // It was broken already.
        }
    }
}
