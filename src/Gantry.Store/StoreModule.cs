using Gantry.Resources;
using Gantry.Store.Postgres;
using Gantry.Store.Postgres.Leading;
using Gantry.Store.Sqlite;

namespace Gantry.Store;

/// <summary>The door of the module.</summary>
public static class StoreModule
{
    /// <summary>
    /// Opens the store in a directory, making both where they are missing, and loads it. One process at a time: a second
    /// one is refused. The problems: <c>store.in-use</c>, <c>store.newer</c>, <c>store.unreadable</c>, <c>store.unavailable</c>.
    /// </summary>
    /// <param name="directory">Absolute, such as <c>$GANTRY_HOME/store</c>. Made for its owner alone.</param>
    public static StoreOpening Open(string directory, TimeProvider time) => SqliteOpening.Open(directory, time);

    /// <summary>
    /// Opens the store that was chosen. With a database on a server, other processes may have it open too, each with a directory of
    /// its own; which of them leads is settled by its <see cref="IPlatformStore.Leadership"/>. Further problems:
    /// <c>store.unreachable</c>, <c>store.untrusted</c>, <c>store.wrong-password</c>, <c>store.no-database</c>,
    /// <c>store.no-permission</c>, <c>store.too-old</c>, <c>store.read-only</c>, <c>store.not-durable</c>,
    /// <c>store.wrong-encoding</c>, <c>store.other</c>.
    /// </summary>
    public static StoreOpening Open(StoreChoice choice, string directory, TimeProvider time) =>
        choice.Postgres is { } address ? PostgresOpening.Open(address, directory, LeaseTerms.Usual, time) : SqliteOpening.Open(directory, time);
}

/// <summary>Exactly one of both is set.</summary>
public readonly record struct StoreOpening(IPlatformStore? Store, Problem? Problem);
