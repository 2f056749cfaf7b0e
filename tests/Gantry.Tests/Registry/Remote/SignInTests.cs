using Gantry.Registry.Logins;
using Gantry.Resources;
using Gantry.Resources.Registries;

namespace Gantry.Tests.Registry.Remote;

/// <summary>Who the client is, and to whom it says so.</summary>
public sealed class SignInTests
{
    private const string Host = "registry.example.org", Repository = Host + "/team/app";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_registry_that_asks_for_a_password_gets_that_of_its_own_and_keeps_getting_it()
    {
        using var other = new OtherRegistry { Basic = "u:p", Logins = Login("u", "p") };
        var client = other.Client();
        var digest = await client.PutBlobAsync(Repository, "a blob"u8.ToArray(), Stop);
        Assert.Equal("a blob"u8.ToArray(), await client.BlobAsync(Repository, digest, 100, Stop));
        Assert.Null(other.Shown[0].Shown);
        Assert.All(other.Shown.Skip(1), s => Assert.Equal("Basic dTpw", s.Shown));
        Assert.Equal("registry.denied", await CodeAsync(other, "registry.example.net/team/app"));
    }

    [Fact]
    public async Task The_password_goes_to_the_authority_and_the_token_to_the_registry()
    {
        using var other = new OtherRegistry { Token = "t", Basic = "u:p", Logins = Login("u", "p") };
        Assert.Null(await other.Client().ManifestAsync(Repository, "v1", Stop));
        Assert.Equal([(Host, null), ("auth.example.org", "Basic dTpw"), (Host, "Bearer t")], other.Shown);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("t")]
    public async Task A_wrong_password_is_said_with_who_and_where_and_without_itself(string? token)
    {
        using var other = new OtherRegistry { Token = token, Basic = "u:p", Logins = Login("u", "wrong-one") };
        var problem = (await Assert.ThrowsAsync<RegistryException>(() => other.Client().ManifestAsync(Repository, "v1", Stop))).Problem;
        Assert.Equal((Repository, "registry.login-refused"), (problem.Place, problem.Code));
        Assert.Contains("does not let u in", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-one", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_says_what_it_was_told_is_not_quoted_with_it()
    {
        using var other = new OtherRegistry { Basic = "u:planted", Logins = Login("u", "planted"), Tells = true };
        var problem = (await Assert.ThrowsAsync<RegistryException>(() => other.Client().ManifestAsync(Repository, "v1", Stop))).Problem;
        Assert.Contains("you said u:•••", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_was_obtained_for_one_is_shown_for_another()
    {
        using var other = new OtherRegistry { Basic = "u:p" };
        var changing = new Changing { Now = Login("u", "p") };
        other.Logins = changing;
        var client = other.Client();
        Assert.Null(await client.ManifestAsync(Repository, "v1", Stop));
        changing.Now = GivenLogins.None;
        Assert.Equal("registry.denied", (await Assert.ThrowsAsync<RegistryException>(() => client.ManifestAsync(Repository, "v1", Stop))).Problem.Code);
        Assert.Null(other.Shown[^1].Shown);
    }

    [Fact]
    public async Task Trying_takes_what_is_taken_and_says_of_the_rest_why()
    {
        Assert.Null(await TryAsync(new OtherRegistry { Basic = "u:p", Content = { ["/v2/"] = [] } }));
        Assert.Null(await TryAsync(new OtherRegistry { Token = "t", Basic = "u:p", Content = { ["/v2/"] = [] } }));
        Assert.Equal("registry.login-refused", (await TryAsync(new OtherRegistry { Basic = "u:other" }))!.Code);
        Assert.Equal("registry.login-refused", (await TryAsync(new OtherRegistry { Token = "t", Basic = "u:other" }))!.Code);
        Assert.Equal("registry.open", (await TryAsync(new OtherRegistry { Content = { ["/v2/"] = [] } }))!.Code);
        Assert.Equal("registry.not-one", (await TryAsync(new OtherRegistry()))!.Code);
    }

    private static async Task<Problem?> TryAsync(OtherRegistry other)
    {
        using var http = new HttpClient(other);
        return await LoginTrial.RunAsync(http, Host, new RegistryLogin("u", "p"), Stop);
    }

    private static async Task<string> CodeAsync(OtherRegistry other, string repository) =>
        (await Assert.ThrowsAsync<RegistryException>(() => other.Client().ManifestAsync(repository, "v1", Stop))).Problem.Code;

    private static GivenLogins Login(string user, string password) => new(new Dictionary<string, RegistryLogin> { [Host] = new(user, password) });

    private sealed class Changing : IRegistryLogins
    {
        public required IRegistryLogins Now { get; set; }

        public RegistryLogin? For(string host) => Now.For(host);

        public IReadOnlyDictionary<string, RegistryLogin> All() => Now.All();
    }
}
