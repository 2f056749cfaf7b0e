using Gantry.Resources;
using Gantry.Store;

namespace Gantry.Tests.Store;

public sealed class StoreChoiceTests
{
    private const string Secret = "t0p%40secret";

    private static (StoreChoice? Choice, Problem? Problem) Of(string? store, string? file = null) =>
        StoreChoice.From(name => name switch { "GANTRY_STORE" => store, "GANTRY_STORE_FILE" => file, _ => null });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sqlite")]
    public void Without_an_address_it_is_the_file_in_the_home(string? store) => Assert.False(Of(store).Choice!.Shared);

    [Theory]
    [InlineData("postgres://gantry:t0p%40secret@db.example:5433/gantry")]
    [InlineData("postgresql://gantry:t0p%40secret@db.example/gantry?sslmode=require&connect_timeout=3")]
    [InlineData("postgres://gantry:t0p%40secret@[::1]:5432/gantry")]
    [InlineData("postgres://gantry@%2Frun%2Fpostgresql/gantry")]
    [InlineData("postgres:///gantry?host=/run/postgresql&user=gantry")]
    [InlineData("postgres://gantry:t0p%40secret@one:5432,two:5433/gantry")]
    [InlineData(" postgres://gantry:a@b:c@db/gantry\n")]
    public void Addresses_as_the_programs_of_PostgreSQL_take_them(string store)
    {
        var (choice, problem) = Of(store);
        Assert.Null(problem);
        Assert.True(choice!.Shared);
    }

    [Theory]
    [InlineData("mysql://gantry:t0p%40secret@db/gantry")]
    [InlineData("postgres://gantry:t0p%40secret@db")]
    [InlineData("postgres://gantry:t0p%40secret@/gantry")]
    [InlineData("postgres://gantry:t0p%40secret@db:port/gantry")]
    [InlineData("postgres://gantry:t0p%40secret@db/gantry?sslmode=maybe")]
    [InlineData("postgres://gantry:t0p%40secret@db/gantry?colour=blue")]
    [InlineData("postgres://gantry@db/gantry?connect_timeout=t0p%40secret")]
    public void What_cannot_be_used_is_refused_without_being_repeated(string store)
    {
        var (choice, problem) = Of(store);
        Assert.Null(choice);
        Assert.Equal(("GANTRY_STORE", "store.bad-address"), (problem!.Place, problem.Code));
        Assert.DoesNotContain(Secret, problem.ToString());
        Assert.DoesNotContain(Uri.UnescapeDataString(Secret), problem.ToString());
    }

    [Fact]
    public void The_address_may_lie_in_a_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "postgres://gantry:t0p%40secret@db/gantry\n");
            Assert.True(Of(null, file).Choice!.Shared);
            Assert.False(Of("sqlite", file).Choice!.Shared);
            File.WriteAllText(file, "t0p%40secret");
            Assert.Equal((file, "store.bad-address"), (Of(null, file).Problem!.Place, Of(null, file).Problem!.Code));
        }
        finally
        {
            File.Delete(file);
        }
        Assert.Equal("store.unavailable", Of(null, file).Problem?.Code);
    }
}
