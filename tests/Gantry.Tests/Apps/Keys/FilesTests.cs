using System.Text;
using Gantry.Apps;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Tests.Apps.Keys;

/// <summary>Configs and secrets: where they come from, where they go, and that no message shows them.</summary>
public sealed class FilesTests : IDisposable
{
    private const string Canary = "se-cret-value";
    private readonly TemporaryProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void They_come_from_files_variables_and_the_compose_file_itself()
    {
        File.WriteAllBytes(project.Write("key.bin", ""), [0, 255, 10]);
        var files = Load("""
            configs: [site, {source: page, target: /srv/index.html, mode: 0440}]
            secrets: [key, {source: token, target: api/token, uid: "1000", gid: "1001", mode: "0400"}]
            """, """
            configs:
              site: {content: "listen ${PORT}"}
              page: {file: ./page.html}
            secrets:
              key: {file: key.bin}
              token: {environment: TOKEN}
            """, ("PORT", "8080"), ("TOKEN", Canary)).Definition!.Services[0].Files!;
        Assert.Equal(
        [
            new FileDefinition(FileKind.Secret, "token", "/run/secrets/api/token", Base64(Canary)) { Uid = 1000, Gid = 1001, Mode = 256 },
            new FileDefinition(FileKind.Secret, "key", "/run/secrets/key", Convert.ToBase64String([0, 255, 10])),
            new FileDefinition(FileKind.Config, "site", "/site", Base64("listen 8080")),
            new FileDefinition(FileKind.Config, "page", "/srv/index.html", Base64("<html>")) { Mode = 288 },
        ], files);
    }

    [Theory]
    [InlineData("secrets: [a]", "secrets: {a: {file: nowhere}}", "compose.missing-file")]
    [InlineData("secrets: [a]", "secrets: {a: {file: .}}", "compose.undeliverable")]
    [InlineData("secrets: [a]", "secrets: {a: {file: /dev/zero}}", "compose.undeliverable")]
    [InlineData("secrets: [a]", "secrets: {a: {environment: NOT_SET}}", "compose.missing-variable")]
    [InlineData("secrets: [a]", "secrets: {a: {external: true}}", "compose.refused-value")]
    [InlineData("secrets: [a]", "secrets: {a: {external: {name: b}}}", "compose.refused-value")]
    [InlineData("secrets: [a]", "secrets: {a: {file: page.html, environment: S}}", "compose.contradiction")]
    [InlineData("secrets: [a]", "secrets: {a: {name: b}}", "compose.missing-key")]
    [InlineData("secrets: [a]", "secrets: {a: }", "compose.missing-key")]
    [InlineData("secrets: [a]", "secrets: {a: {content: x}}", "compose.unknown-key")]
    [InlineData("secrets: [a]", "secrets: {a: {file: page.html, driver: vault}}", "compose.refused-key")]
    [InlineData("secrets: [b]", "secrets: {abc: {file: page.html}}", "compose.unknown-secret")]
    [InlineData("configs: [a]", "secrets: {a: {file: page.html}}", "compose.unknown-config")]
    [InlineData("configs: [{target: /x}]", "configs: {a: {file: page.html}}", "compose.missing-key")]
    [InlineData("configs: [{source: a, target: /}]", "configs: {a: {file: page.html}}", "compose.bad-volume")]
    [InlineData("configs: [{source: a, uid: root}]", "configs: {a: {file: page.html}}", "compose.bad-number")]
    [InlineData("configs: [{source: a, mode: rw}]", "configs: {a: {file: page.html}}", "compose.bad-value")]
    [InlineData("configs: [{source: a, target: /x}, {source: b, target: /x}]", "configs: {a: {file: page.html}, b: {file: page.html}}", "compose.duplicate-mount")]
    [InlineData("tmpfs: /x\nconfigs: [{source: a, target: /x}]", "configs: {a: {file: page.html}}", "compose.duplicate-mount")]
    [InlineData("configs: [a]", "configs: {a: {file: /etc/hostname}}", "compose.unsafe")]
    public void What_cannot_be_delivered_is_refused(string service, string top, string code)
    {
        var result = Load(service, top, ("S", Canary));
        Assert.Null(result.Definition);
        Assert.Contains(result.Problems, p => p.Severity == Severity.Error && p.Code == code);
        Assert.All(result.Problems, p => Assert.DoesNotContain(Canary, p.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void One_that_is_too_large_is_refused()
    {
        project.Write("large", new string('x', 600_000));
        Assert.Equal("compose.undeliverable", Assert.Single(Load("configs: [a]", "configs: {a: {file: large}}").Problems).Code);
    }

    [Fact]
    public void One_that_nothing_uses_is_told_and_not_read()
    {
        var result = Load("user: \"1\"", "secrets: {a: {file: nowhere}}");
        Assert.Equal(("compose.unused", Severity.Warning), Assert.Single(result.Problems) is var p ? (p.Code, p.Severity) : default);
    }

    private ComposeResult Load(string service, string top, params (string Name, string Value)[] variables)
    {
        project.Write("page.html", "<html>");
        return project.Load($"services:\n  web:\n    image: web:1\n{string.Concat(service.Split('\n').Select(l => $"    {l.TrimEnd()}\n"))}{top}\n", variables);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
