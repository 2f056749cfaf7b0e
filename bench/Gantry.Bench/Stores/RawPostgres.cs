using Npgsql;
using NpgsqlTypes;

namespace Gantry.Bench.Stores;

/// <summary>The same rows with PostgreSQL alone: a session for each writer, both statements prepared and sent as one.</summary>
internal sealed class RawPostgres : IStorePeer
{
    private readonly NpgsqlConnection[] _sessions;
    private readonly NpgsqlBatch[] _batches;
    private long _sequence;

    public RawPostgres(string settings, int writers)
    {
        using (var first = new NpgsqlConnection(settings))
        {
            first.Open();
            using var tables = new NpgsqlCommand(RawRows.TablesOf("BIGINT"), first);
            tables.ExecuteNonQuery();
        }
        _sessions = [.. Enumerable.Range(0, writers).Select(_ => new NpgsqlConnection(settings))];
        _batches = [.. _sessions.Select(Prepare)];
    }

    public string Name => "raw PostgreSQL";

    public async Task WriteAsync(int writer, int round)
    {
        var sequence = Interlocked.Increment(ref _sequence);
        var batch = _batches[writer];
        Set(batch.BatchCommands[0], RawRows.EventOf(sequence, writer));
        Set(batch.BatchCommands[1], RawRows.ResourceOf(sequence, writer, round));
        await batch.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var batch in _batches) await batch.DisposeAsync();
        foreach (var session in _sessions) await session.DisposeAsync();
    }

    private static NpgsqlBatch Prepare(NpgsqlConnection session)
    {
        session.Open();
        using (var durable = new NpgsqlCommand("SET synchronous_commit = on", session)) durable.ExecuteNonQuery();
        var batch = new NpgsqlBatch(session);
        batch.BatchCommands.Add(Command(RawRows.Event, RawRows.EventOf(0, 0)));
        batch.BatchCommands.Add(Command(RawRows.Resource, RawRows.ResourceOf(0, 0, 0)));
        batch.Prepare();
        return batch;
    }

    private static NpgsqlBatchCommand Command(string sql, object[] like)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in like) command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = value is long ? NpgsqlDbType.Bigint : NpgsqlDbType.Text, Value = value });
        return command;
    }

    private static void Set(NpgsqlBatchCommand command, object[] values)
    {
        for (var n = 0; n < values.Length; n++) command.Parameters[n].Value = values[n];
    }
}
