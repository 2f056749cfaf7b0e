using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Harness;

/// <summary>The images that the tests' containers are made of. Gantry builds them, once a run.</summary>
public sealed class TestImages : IAsyncLifetime
{
    /// <summary>The test app: answers with its <c>VERSION</c>.</summary>
    public const string Responder = "gantry.test/responder:1";

    /// <summary>Small programs in one static file.</summary>
    public const string Busybox = "gantry.test/busybox:1";

    private static readonly Lazy<Task> Built = new(BuildAsync);

    public async ValueTask InitializeAsync() => await Built.Value;

    private static async Task BuildAsync()
    {
        await using var platform = await TestPlatform.StartAsync();
        var project = platform.Project("images", $$"""
            name: images
            services:
              responder:
                image: {{Responder}}
                build: {{Checkout.Responder}}
              busybox:
                image: {{Busybox}}
                build: ./busybox
                command: [sleep, infinity]
            """);
        Directory.CreateDirectory(Path.Combine(project.Folder, "busybox"));
        project.Copy(Busy.Box, "busybox/busybox");
        project.Write("busybox/Dockerfile", """
            FROM scratch
            COPY busybox /bin/
            RUN ["/bin/busybox", "--install", "/bin"]
            """);
        var up = await project.UpAsync("--json");
        if (up.Exit != 0) platform.Failed();
        Project.Live(up);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Where this machine keeps its static busybox.</summary>
internal static class Busy
{
    public static string Box { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/bin", "/usr/bin"])
        .Select(folder => Path.Combine(folder, "busybox")).First(File.Exists);
}
