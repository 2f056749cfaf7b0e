using System.Text.Json.Nodes;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Harness;

/// <summary>A platform of its own for a test: a home, an address, and the command line that knows both.</summary>
public sealed partial class TestPlatform : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _work = Directory.CreateTempSubdirectory("gt").FullName;
    private readonly Dictionary<string, string?> _environment;
    private string? _id;

    /// <param name="home">Null for a folder of its own that goes with the platform.</param>
    /// <param name="engine">The engine's socket; null for the one all tests share.</param>
    /// <param name="variables">Further variables of its environment.</param>
    public TestPlatform(string? home = null, string? engine = null, IReadOnlyDictionary<string, string>? variables = null)
    {
        Home = home ?? Path.Combine(_work, "h");
        Http = variables?.GetValueOrDefault("GANTRY_HTTP") ?? $"127.0.0.1:{FreePort.Take()}";
        Https = variables?.GetValueOrDefault("GANTRY_HTTPS") ?? $"127.0.0.1:{FreePort.Take()}";
        Registry = variables?.GetValueOrDefault("GANTRY_REGISTRY") ?? $"127.0.0.1:{FreePort.Take()}";
        EngineSocket = engine ?? EngineView.DefaultSocket;
        Engine = new EngineView(EngineSocket);
        Api = new ApiView(Home);
        _environment = new Dictionary<string, string?>
        {
            ["GANTRY_HOME"] = Home,
            ["GANTRY_HTTP"] = Http,
            ["GANTRY_HTTPS"] = Https,
            ["GANTRY_REGISTRY"] = Registry,
            // One address for all of them would be one too few.
            ["GANTRY_METRICS"] = "off",
            ["DOCKER_HOST"] = "unix://" + EngineSocket,
            ["GANTRY_STORE"] = null,
            ["GANTRY_STORE_FILE"] = null,
            ["GANTRY_YES"] = null,
            ["NO_COLOR"] = "1",
        };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>()) _environment[name] = value;
    }

    public string Home { get; }
    public string Http { get; }
    public string Https { get; }
    public string Registry { get; }
    public string EngineSocket { get; }
    public EngineView Engine { get; }
    public ApiView Api { get; }

    /// <summary>What everything of this platform is labelled with. Known once it has run.</summary>
    public string Label => $"gantry.platform={_id ?? throw new InvalidOperationException("The platform has not been started.")}";

    public static async Task<TestPlatform> StartAsync()
    {
        var platform = new TestPlatform();
        try
        {
            await platform.StartAgainAsync();
            return platform;
        }
        catch
        {
            platform.Failed();
            await platform.DisposeAsync();
            throw;
        }
    }

    public Task<ProgramResult> GantryAsync(params string[] words) => GantryAsync(Patience, words);

    public async Task<ProgramResult> GantryAsync(TimeSpan deadline, params string[] words)
    {
        await using var run = Begin(words);
        return await run.EndAsync(deadline);
    }

    /// <summary>A command whose standard input is a file.</summary>
    public async Task<ProgramResult> GantryReadingAsync(string file, params string[] words)
    {
        await using var run = ProgramRun.Start("/bin/sh", ["-c", "exec \"$@\" <\"$0\"", file, Checkout.Gantry, .. words], _environment, _work);
        return await run.EndAsync(Patience);
    }

    /// <summary>A variable of its commands from now on.</summary>
    public void Set(string name, string value) => _environment[name] = value;

    /// <summary>
    /// A command that goes on while the test does other things. It hears SIGINT, as at a terminal: what a script starts in its
    /// background ignores it, and so does all that is started from there.
    /// </summary>
    public ProgramRun Begin(params string[] words) => ProgramRun.Start("env", ["--default-signal=INT", Checkout.Gantry, .. words], _environment, _work);

    /// <summary>gantryd itself, for who ends it sooner than the command line would have seen it start. Its output is where it always is.</summary>
    /// <param name="before">The words of a program that runs it.</param>
    public ProgramRun BeginServer(params string[] before) =>
        ProgramRun.Start("/bin/sh", ["-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", Path.Combine(Home, "log", "gantryd.log"), .. before, Checkout.Program("gantryd")], _environment, "/");

    public async Task StartAgainAsync()
    {
        (await GantryAsync("platform", "start", "-y")).Expect(0);
        _id = (string)(await StatusAsync())["platform"]!;
    }

    public async Task<JsonNode> StatusAsync() => (await GantryAsync("platform", "status", "--json")).Json;

    public async Task<int> ServerProcessAsync() => (int)(await StatusAsync())["processId"]!;

    /// <summary>SIGKILL, and back when it is dead.</summary>
    public static async Task KillAsync(int process)
    {
        _ = ProgramRun.SendSignal(process, 9);
        await Eventually.HoldsAsync($"process {process} is dead", TimeSpan.FromSeconds(5), () => !Processes.Lives(process));
    }

    /// <summary>What the edge says of itself.</summary>
    public async Task<JsonNode> EdgeStatsAsync()
    {
        using var http = UnixHttp.Client(Path.Combine(Home, "run", "edge.sock"), TimeSpan.FromSeconds(10));
        return JsonNode.Parse(await http.GetStringAsync("stats", TestContext.Current.CancellationToken))!;
    }

    public int EdgeProcess() => Assert.Single(Processes.Of(Home, "gantry-edge"));

    public Project Project(string name, string compose)
    {
        var project = new Project(this, name, Path.Combine(_work, name));
        project.Compose(compose);
        return project;
    }

    /// <summary>A path beside the home, for what a test needs besides.</summary>
    public string Beside(string name) => Path.Combine(_work, name);

    public async Task<IReadOnlyList<EngineContainer>> ContainersAsync(string? app = null) =>
        [.. (await Engine.ContainersAsync(Label)).Where(c => app is null || c.App == app)];
}
