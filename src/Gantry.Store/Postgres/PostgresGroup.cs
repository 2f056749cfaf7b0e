using System.Text;
using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Audit;
using Npgsql;
using NpgsqlTypes;

namespace Gantry.Store.Postgres;

/// <summary>
/// A group of transactions as one message to the server and one transaction there: nothing of it waits for this process, so
/// that one that is stopped in the middle leaves nothing locked.
/// </summary>
internal sealed class PostgresGroup : IDisposable
{
    private const NpgsqlDbType Numbers = NpgsqlDbType.Array | NpgsqlDbType.Bigint, Texts = NpgsqlDbType.Array | NpgsqlDbType.Text;

    /// <summary>As <c>gantry.commit</c> takes them: who writes, then the columns of events, of resources, and of those that are gone.</summary>
    private static readonly NpgsqlDbType[] Parameters =
    [
        NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Text,
        Numbers, Texts, Texts, Texts, Texts, Texts, Texts, Texts, Texts, Texts,
        Texts, Texts, Texts, Numbers, Numbers, Texts, Texts,
        Texts, Texts, Texts,
    ];

    private readonly NpgsqlConnection _session;
    private readonly NpgsqlCommand _commit;

    public PostgresGroup(NpgsqlConnection session)
    {
        _session = session;
        _commit = new NpgsqlCommand($"SELECT gantry.commit({string.Join(", ", Enumerable.Range(1, Parameters.Length).Select(static n => $"${n}"))})", session);
        foreach (var type in Parameters) _commit.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = DBNull.Value });
        _commit.Prepare();
    }

    /// <exception cref="NpgsqlException">It failed; <see cref="PostgresProblems.IsUndone"/> says whether for certain.</exception>
    public void Write(IReadOnlyList<TransitionOutcome> group, long epoch, long session)
    {
        List<ResourceEvent> events = [.. group.SelectMany(static o => o.Events)];
        // What the last of the group has left of each resource.
        var left = new Dictionary<Key, StoredResource?>();
        foreach (var outcome in group)
        {
            foreach (var put in outcome.Puts) left[put.Key] = put;
            foreach (var key in outcome.Deletes) left[key] = null;
        }
        List<StoredResource> puts = [.. left.Values.OfType<StoredResource>()];
        List<Key> gone = [.. left.Where(static l => l.Value is null).Select(static l => l.Key)];
        Set(epoch, session, PostgresListener.Channel,
            Of(events, static e => e.Sequence), Of(events, static e => AuditChain.Time(e.At)), Of(events, static e => e.Actor), Of(events, static e => e.Type.ToString()),
            Of(events, static e => e.Key.Kind), Of(events, static e => e.Key.Scope), Of(events, static e => e.Key.Name),
            Of(events, static e => e.Because), Of(events, static e => e.ContentHash), Of(events, static e => e.Hash),
            Of(puts, static p => p.Key.Kind), Of(puts, static p => p.Key.Scope), Of(puts, static p => p.Key.Name), Of(puts, static p => p.Version),
            Of(puts, static p => p.Generation), Of(puts, static p => Encoding.UTF8.GetString(p.Spec)), Of(puts, static p => p.Status is { } s ? Encoding.UTF8.GetString(s) : null),
            Of(gone, static k => k.Kind), Of(gone, static k => k.Scope), Of(gone, static k => k.Name));
        if (group.Select(static o => o.Base).LastOrDefault(static b => b is not null) is { } last) Cut(last);
        else _commit.ExecuteNonQuery();
    }

    /// <summary>Rare, so not kept prepared: both calls as one message and one transaction.</summary>
    private void Cut(AuditHead last)
    {
        using var batch = new NpgsqlBatch(_session);
        // Many rows at once, while nothing else is to do with the table.
        batch.Timeout = 60;
        var cut = new NpgsqlBatchCommand("SELECT gantry.cut($1, $2, $3)");
        cut.Parameters.Add(new NpgsqlParameter<long> { TypedValue = last.Sequence });
        cut.Parameters.Add(new NpgsqlParameter<string> { TypedValue = last.Hash });
        cut.Parameters.Add(new NpgsqlParameter<string> { TypedValue = last.At });
        var commit = new NpgsqlBatchCommand(_commit.CommandText);
        foreach (NpgsqlParameter parameter in _commit.Parameters) commit.Parameters.Add(parameter.Clone());
        batch.BatchCommands.Add(cut);
        batch.BatchCommands.Add(commit);
        batch.ExecuteNonQuery();
    }

    public void Dispose() => _commit.Dispose();

    private void Set(params ReadOnlySpan<object> values)
    {
        for (var n = 0; n < values.Length; n++) _commit.Parameters[n].Value = values[n];
    }

    private static TOut[] Of<TIn, TOut>(List<TIn> items, Converter<TIn, TOut> value) => [.. items.ConvertAll(value)];
}
