using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.BadInput;

/// <summary>Images that cannot be had.</summary>
[Collection(SideBySide.Left)]
public sealed class ImageTests(SteadyApp steady) : PlatformTest(steady.Shared), IClassFixture<SteadyApp>
{
    [Fact]
    public async Task A_build_step_that_fails_shows_what_it_said_and_no_build_argument()
    {
        var up = await BuildAsync($$"""
            FROM {{TestImages.Busybox}}
            ARG TOKEN
            RUN ["/bin/sh", "-c", "echo the compiler is unhappy; exit 7"]
            """);
        up.Says("bad/Dockerfile", "the compiler is unhappy", "code: 7");
        Assert.DoesNotContain("hush-hush", up.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_to_be_copied_that_is_not_there() => (await BuildAsync($$"""
        FROM {{TestImages.Busybox}}
        COPY no-such-file /
        """)).Says("bad/Dockerfile", "no-such-file", ".dockerignore");

    [Fact]
    public async Task A_dockerfile_with_an_unknown_instruction() => (await BuildAsync($$"""
        FROM {{TestImages.Busybox}}
        RUNN true
        """)).Says("bad/Dockerfile:2", "RUNN", "Mend that line");

    [Fact]
    public async Task A_dockerfile_that_is_not_there()
    {
        Directory.CreateDirectory(Path.Combine(steady.Project.Folder, "empty"));
        (await steady.RefusedAsync(Compose("build: ./empty"))).Says("compose.yaml:4:", "Dockerfile");
    }

    [Fact]
    public async Task An_image_whose_registry_does_not_answer()
    {
        var port = FreePort.Take();
        (await steady.RefusedAsync(Compose($"image: 127.0.0.1:{port}/none/such:1"))).Says("compose.yaml:4:5", $"127.0.0.1:{port}/none/such:1");
    }

    private async Task<ProgramResult> BuildAsync(string dockerfile)
    {
        steady.Project.Write("bad/Dockerfile", dockerfile);
        return await steady.RefusedAsync(Compose("build: { context: ./bad, args: { TOKEN: hush-hush } }"));
    }

    private static string Compose(string image) => $$"""
        name: steady
        services:
          web:
            {{image}}
            expose: ["8080"]
            x-gantry: { route: { host: steady.test } }
        """;
}
