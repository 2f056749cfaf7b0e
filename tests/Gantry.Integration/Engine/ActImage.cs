using Gantry.Engine;
using Gantry.Engine.Bases;
using Gantry.Engine.Images;
using Gantry.Integration.Support;
using Gantry.Resources.Apps;
using Gantry.Resources.Engines;

namespace Gantry.Integration.Engine;

/// <summary>The engine of this machine, and the image that its conformance tests run: a static busybox and a script.</summary>
public sealed class ActImage : IAsyncLifetime
{
    public const string Name = "gantry-conformance:latest";

    /// <summary>On an engine without it, several that build at once make several images, and the name goes to the last.</summary>
    private static readonly SemaphoreSlim Turn = new(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-act-").FullName;

    public DockerEngine Engine { get; private set; } = null!;
    public string Id { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var socket = await EngineSockets.FindAsync(EngineSockets.Candidates(Environment.GetEnvironmentVariable), default)
            ?? throw new InvalidOperationException("No container engine answers: start dockerd, or run ./test.");
        Engine = new DockerEngine(socket, TimeProvider.System);
        Id = await BuildAsync(Engine, _folder);
    }

    public static async Task<string> BuildAsync(IContainerEngine engine, string folder)
    {
        var source = Path.Combine(Checkout.Root, "tests", "Gantry.Integration", "testdata", "act");
        foreach (var file in Directory.EnumerateFiles(source)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        File.Copy(File.Exists("/bin/busybox") ? "/bin/busybox" : "/usr/bin/busybox", Path.Combine(folder, "busybox"), overwrite: true);
        var service = new ServiceDefinition { Name = "act", Image = Name, Build = new BuildDefinition { Context = folder } };
        var app = new AppDefinition { Name = "conformance", Environment = "test", ProjectDirectory = folder, Services = [service] };
        var resolver = new ImageResolver(engine, NoBaseImages.Instance, Path.Combine(folder, ".hashes"), TimeProvider.System);
        await Turn.WaitAsync();
        try
        {
            return (await resolver.ResolveAsync(service, app, refresh: false, _ => { }, default)).Require().Id;
        }
        finally
        {
            Turn.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        Engine.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
