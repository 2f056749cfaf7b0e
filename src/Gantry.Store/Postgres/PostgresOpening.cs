using Gantry.Control;
using Gantry.Resources;
using Gantry.Store.Postgres.Leading;
using Gantry.Store.Sqlite;

namespace Gantry.Store.Postgres;

internal static class PostgresOpening
{
    public static StoreOpening Open(PostgresAddress address, string directory, LeaseTerms terms, TimeProvider time)
    {
        StoreLock? held = null;
        PostgresServer? server = null;
        try
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            held = StoreLock.Take(directory, out var owner);
            if (held is null) return new StoreOpening(null, SqliteProblems.InUse(directory, owner));
            if (StoreHome.Differs(directory, address.Place, SqliteOpening.File) is { } other) return Refused(other);
            var member = Member.Of(directory);
            server = new PostgresServer(address, member.Id);
            using (var session = server.Open())
            {
                if (PostgresSchema.Prepare(session, address.Place) is { } refused) return Refused(refused);
            }
            StoreHome.Note(directory, address.Place);
            return new StoreOpening(new PostgresStore(server, held, new PostgresLease(server, member, terms, time), time), null);
        }
        catch (StoreUnavailableException failure) when (failure.InnerException is { } cause && Problem(cause) is { } problem)
        {
            return Refused(problem);
        }
        catch (Exception failure) when (Problem(failure) is { } problem)
        {
            return Refused(problem);
        }

        Problem? Problem(Exception failure) => failure is IOException or UnauthorizedAccessException
            ? SqliteProblems.Opening(directory, failure) : PostgresProblems.Of(address.Place, address, failure);

        StoreOpening Refused(Problem problem)
        {
            server?.Dispose();
            held?.Dispose();
            return new StoreOpening(null, problem);
        }
    }
}
