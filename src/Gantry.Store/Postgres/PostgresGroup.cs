using System.Globalization;
using System.Text;
using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Npgsql;
using NpgsqlTypes;

namespace Gantry.Store.Postgres;

/// <summary>
/// A group of transactions as one message to the server and one transaction there: nothing of it waits for this process, so
/// that one that is stopped in the middle leaves nothing locked. The fence is looked at last, when all the rest is there.
/// </summary>
internal sealed class PostgresGroup : IDisposable
{
    private readonly NpgsqlBatch _batch;

    public PostgresGroup(NpgsqlConnection session)
    {
        _batch = new NpgsqlBatch(session);
        Add($"INSERT INTO gantry.events ({PostgresRows.EventColumns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            [NpgsqlDbType.Bigint, .. Enumerable.Repeat(NpgsqlDbType.Text, 9)]);
        Add($"""
            INSERT INTO gantry.resources ({PostgresRows.ResourceColumns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (kind, scope, name) DO UPDATE
            SET version = excluded.version, generation = excluded.generation, spec = excluded.spec, status = excluded.status
            """, [NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Text]);
        Add("DELETE FROM gantry.resources r USING unnest($1, $2, $3) AS gone (kind, scope, name) WHERE r.kind = gone.kind AND r.scope = gone.scope AND r.name = gone.name",
            [NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text]);
        var news = new NpgsqlBatchCommand($"SELECT pg_notify('{PostgresListener.Channel}', $1)");
        news.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = "" });
        _batch.BatchCommands.Add(news);
        var fence = new NpgsqlBatchCommand("SELECT gantry.fence($1, $2)");
        fence.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = 0L });
        fence.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = 0L });
        _batch.BatchCommands.Add(fence);
        _batch.Prepare();
    }

    /// <exception cref="NpgsqlException">It failed; <see cref="PostgresProblems.IsUndone"/> says whether for certain.</exception>
    public void Write(IReadOnlyList<TransitionOutcome> group, long epoch, long session)
    {
        List<ResourceEvent> events = [.. group.SelectMany(static o => o.Events)];
        Set(0, Of(events, static e => e.Sequence), Of(events, static e => AuditChain.Time(e.At)), Of(events, static e => e.Actor), Of(events, static e => e.Type.ToString()),
            Of(events, static e => e.Key.Kind), Of(events, static e => e.Key.Scope), Of(events, static e => e.Key.Name),
            Of(events, static e => e.Because), Of(events, static e => e.ContentHash), Of(events, static e => e.Hash));
        // What the last of the group has left of each resource.
        var left = new Dictionary<Key, StoredResource?>();
        foreach (var outcome in group)
        {
            foreach (var put in outcome.Puts) left[put.Key] = put;
            foreach (var key in outcome.Deletes) left[key] = null;
        }
        List<StoredResource> puts = [.. left.Values.OfType<StoredResource>()];
        Set(1, Of(puts, static p => p.Key.Kind), Of(puts, static p => p.Key.Scope), Of(puts, static p => p.Key.Name), Of(puts, static p => p.Version),
            Of(puts, static p => p.Generation), Of(puts, static p => Encoding.UTF8.GetString(p.Spec)), Of(puts, static p => p.Status is { } s ? Encoding.UTF8.GetString(s) : null));
        List<Key> gone = [.. left.Where(static l => l.Value is null).Select(static l => l.Key)];
        Set(2, Of(gone, static k => k.Kind), Of(gone, static k => k.Scope), Of(gone, static k => k.Name));
        Set(3, events[^1].Sequence.ToString(CultureInfo.InvariantCulture));
        Set(4, epoch, session);
        _batch.ExecuteNonQuery();
    }

    public void Dispose() => _batch.Dispose();

    private void Add(string sql, NpgsqlDbType[] arrays)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var type in arrays) command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type, Value = DBNull.Value });
        _batch.BatchCommands.Add(command);
    }

    private void Set(int command, params ReadOnlySpan<object> values)
    {
        for (var n = 0; n < values.Length; n++) _batch.BatchCommands[command].Parameters[n].Value = values[n];
    }

    private static TOut[] Of<TIn, TOut>(List<TIn> items, Converter<TIn, TOut> value) => [.. items.ConvertAll(value)];
}
