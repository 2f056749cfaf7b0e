using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Cli;
using Gantry.Cli.Commands;
using Gantry.Cli.Screen;
using Gantry.Client;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Platforms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gantry.Tests.Cli;

/// <summary>A platform that answers what a test tells it to, over a real socket; and the command line pointed at it.</summary>
internal sealed class FakePlatform : IAsyncDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("gantry-cli-");
    private readonly ConcurrentDictionary<string, RequestDelegate> _answers = new(StringComparer.Ordinal);
    private readonly WebApplication _server;

    private FakePlatform()
    {
        Directory.CreateDirectory(Paths.Run);
        // The engine is this platform too, or away: no test may start one of the machine's.
        Variables["DOCKER_HOST"] = $"unix://{Paths.Socket}";
        Project = _home.CreateSubdirectory("shop").FullName;
        File.WriteAllText(Path.Combine(Project, "compose.yaml"), "services:\n  web:\n    image: shop/web:1\n");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(Paths.Socket));
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    /// <summary>The environment of whoever runs the command line.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public PlatformPaths Paths => new(_home.FullName);

    /// <summary>A directory with a compose file of an app called shop.</summary>
    public string Project { get; }

    /// <summary>Every request: <c>POST /v1/rollouts {…}</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>What it says to a plan for this build; null when it is this build.</summary>
    public int? Differs { get; set; }

    /// <summary>While this is true nobody gets an answer.</summary>
    public Func<bool> IsAway { get; set; } = static () => false;

    public static PlatformStatus Status { get; } = new()
    {
        Version = BuildIdentity.Version,
        Platform = "p",
        Home = "/home",
        ProcessId = int.MaxValue,
        StartedAt = Shop.Now,
        Http = "127.0.0.1:8080",
        Revision = 1,
        Engine = new PartStatus(true, "Fake 1.0"),
        Edge = new PartStatus(true, "serving"),
        Store = new PartStatus(true, "well"),
        Apps = 1,
    };

    public static async Task<FakePlatform> StartAsync()
    {
        var platform = new FakePlatform();
        platform.Answer("GET /v1/status", Status, GantryJson.Default.PlatformStatus);
        await platform._server.StartAsync(TestContext.Current.CancellationToken);
        return platform;
    }

    public void Answer<T>(string request, T answer, JsonTypeInfo<T> type) => On(request, context => SendAsync(context, answer, type));

    public void On(string request, RequestDelegate answer) => _answers[request] = answer;

    public RequestDelegate Answered(string request) => _answers[request];

    /// <summary>Answers JSON lines and then ends the answer.</summary>
    public void Lines<T>(string request, JsonTypeInfo<T> type, params T[] lines) => On(request, context => LinesAsync(context, type, lines));

    public static async Task LinesAsync<T>(HttpContext context, JsonTypeInfo<T> type, params IEnumerable<T> lines)
    {
        foreach (var line in lines) await context.Response.WriteAsync(JsonSerializer.Serialize(line, type) + "\n");
    }

    public static Task SendAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type) =>
        context.Response.WriteAsync(JsonSerializer.Serialize(answer, type));

    public void Refuse(string request, int status, params Problem[] problems) => On(request, context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(
            new ProblemDetails { Title = "refused", Status = status, Problems = problems }, GantryJson.Default.ProblemDetails));
    });

    /// <summary>Runs the command line as a script would, with nobody to ask.</summary>
    public async Task<(int Code, string Out, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var client = new GantryClient(Paths.Socket);
        var session = new Session
        {
            Terminal = new Terminal { Out = output, Error = error },
            Paths = Paths,
            Client = client,
            Variables = Variables,
            Directory = _home.FullName,
            User = "anna",
            Programs = Paths.Home,
            Work = new WorkTime(TimeProvider.System),
        };
        var code = await GantryCommand.RunAsync(session, args);
        return (code, output.ToString(), error.ToString());
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (IsAway() && context.Request.Path != "/_ping")
        {
            context.Abort();
            return;
        }

        var request = $"{context.Request.Method} {context.Request.Path}";
        if (request == $"POST /v1/plans/{BuildIdentity.Version}")
        {
            request = "POST /v1/plans";
            if (Differs is { } status)
            {
                context.Response.StatusCode = status;
                return;
            }
        }

        using var reader = new StreamReader(context.Request.Body);
        Requests.Enqueue($"{request}{context.Request.QueryString} {await reader.ReadToEndAsync()}".Trim());
        var kind = context.Request.Query["kind"].ToString();
        if (_answers.TryGetValue(kind.Length > 0 ? $"{request} {kind}" : request, out var answer)) await answer(context);
        else if (kind.Length > 0) await context.Response.WriteAsync("[]");
        else context.Response.StatusCode = 404;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _home.Delete(recursive: true);
    }
}
