using Gantry.Resources.Certificates;
using Gantry.Tests.Edge.Tls.Clients;

namespace Gantry.Tests.Resources;

public sealed class AuthorityFolderTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory("gantry-authorities").FullName;

    public AuthorityFolderTests() => Directory.CreateDirectory(AuthorityFolder.Of(folder));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Roots_and_what_is_between_are_told_apart()
    {
        var root = ClientPapers.Root("root", Now.AddDays(-1), Now.AddDays(1));
        var bundle = Read($"Who may come in:\n{ClientPapers.Between("between", root, Now.AddDays(-1), Now.AddDays(1)).ExportCertificatePem()}\n{root.ExportCertificatePem()}\n", null)!;
        Assert.Equal([root.Thumbprint], bundle.Roots.Select(one => one.Thumbprint));
        Assert.Equal("CN=between", Assert.Single(bundle.Between).Subject);
    }

    [Fact]
    public void What_is_wrong_is_said_with_the_file()
    {
        Read(null, "clients.missing");
        Read("", "clients.unreadable");
        Read("SECRET", "clients.unreadable");
        Read("-----BEGIN CERTIFICATE-----\nSECRET\n-----END CERTIFICATE-----\n", "clients.unreadable");
        var root = ClientPapers.Root("root", Now.AddDays(-2), Now.AddDays(-1));
        Read(root.ExportCertificatePem(), "clients.expired");
        Read(ClientPapers.Between("between", root, Now.AddDays(-2), Now.AddDays(-1)).ExportCertificatePem(), "clients.no-root");
        Read(string.Concat(Enumerable.Repeat(root.ExportCertificatePem() + "\n", AuthorityFolder.Most + 1)), "clients.too-many");
    }

    private AuthorityBundle? Read(string? text, string? code)
    {
        var file = AuthorityFolder.FileOf(folder, "partners");
        if (text is not null) File.WriteAllText(file, text);
        var bundle = AuthorityFolder.Read(folder, "partners", Now, out var problem);
        Assert.Equal(code, problem?.Code);
        Assert.Equal(code is null, bundle is not null);
        if (problem is null) return bundle;
        Assert.Equal(file, problem.Place);
        Assert.DoesNotContain("SECRET", problem.ToString(), StringComparison.Ordinal);
        return bundle;
    }
}
