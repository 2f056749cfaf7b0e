using Gantry.Registry.Logins;
using Gantry.Resources.Platforms;
using Gantry.Resources.Registries;

namespace Gantry.Tests.Registry.Logins;

public sealed class SealedLoginsTests : IDisposable
{
    private readonly PlatformPaths _paths = new(Directory.CreateTempSubdirectory("gantry-logins-").FullName);

    public void Dispose() => Directory.Delete(_paths.Home, recursive: true);

    [Fact]
    public void What_is_kept_is_there_for_the_next_process_and_not_to_be_read_on_the_disk()
    {
        new SealedLogins(_paths).Keep("registry.example.org", new RegistryLogin("u", "planted"));
        Assert.Equal(new RegistryLogin("u", "planted"), new SealedLogins(_paths).For("registry.example.org"));
        Assert.Null(new SealedLogins(_paths).For("registry.example.net"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_paths.RegistryLogins));
        var text = File.ReadAllText(_paths.RegistryLogins);
        Assert.DoesNotContain("planted", text, StringComparison.Ordinal);
        Assert.DoesNotContain("example", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_forgotten_is_forgotten()
    {
        var logins = new SealedLogins(_paths);
        logins.Keep("a.example.org", new RegistryLogin("u", "p"));
        logins.Keep("b.example.org", new RegistryLogin("v", "q"));
        logins.Forget("a.example.org");
        Assert.Null(logins.For("a.example.org"));
        Assert.Equal("b.example.org", Assert.Single(new SealedLogins(_paths).All()).Key);
    }

    [Fact]
    public void With_another_seal_it_is_said_and_nothing_is_taken_for_nobody()
    {
        new SealedLogins(_paths).Keep("registry.example.org", new RegistryLogin("u", "p"));
        File.Delete(_paths.SealKey);
        var problem = Assert.Throws<RegistryException>(() => new SealedLogins(_paths).For("registry.example.org")).Problem;
        Assert.Equal((_paths.RegistryLogins, "registry-logins.sealed"), (problem.Place, problem.Code));
    }

    [Fact]
    public void A_password_is_not_in_the_text_of_what_holds_it() => Assert.Equal("u", new RegistryLogin("u", "p").ToString());
}
