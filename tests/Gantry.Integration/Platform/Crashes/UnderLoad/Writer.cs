using System.Net;
using System.Text.Json.Nodes;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Crashes.UnderLoad;

/// <summary>What the platform has said yes to. Whatever happens, it stays so.</summary>
/// <param name="Revision">Of the answer: what was written follows it.</param>
internal sealed record Acknowledged(string App, int Rollout, long Revision);

/// <summary>
/// A client of the API that writes without end, and never learns what became of some of it: the platform dies under its hands.
/// Each write takes down an app that never was, which makes records and asks nothing of the engine.
/// </summary>
/// <param name="told">Pulled at each yes.</param>
internal sealed class Writer(string home, int number, int seed, Trigger told) : IDisposable
{
    private const int Apps = 30;
    private static readonly TimeSpan Away = TimeSpan.FromMilliseconds(25);

    private readonly HttpClient _http = UnixHttp.Client(Path.Combine(home, "run", "gantryd.sock"), TimeSpan.FromSeconds(30));
    private readonly List<Acknowledged> _acknowledged = [];
    private readonly Random _random = new(seed + number);
    private int _count, _unknown;

    /// <summary>How many writes were acknowledged so far.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>To be read when it has ended.</summary>
    public IReadOnlyList<Acknowledged> Written => _acknowledged;

    /// <summary>Requests of which nobody knows whether they were carried out.</summary>
    public int Unknown => _unknown;

    /// <summary>Until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            try
            {
                await WriteAsync($"w{number}-{n % Apps}");
                await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(0, 100)), TimeProvider.System, CancellationToken.None);
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
                // Most often there is nobody to connect to; an answer that broke off is one that nobody knows.
                if (gone.InnerException is not System.Net.Sockets.SocketException) _unknown++;
                await Task.Delay(Away, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task WriteAsync(string app)
    {
        using var answer = await ApiView.DownAsync(_http, app, $"writer{number}");
        if (answer.StatusCode == HttpStatusCode.OK) told.Pull();
        var body = await answer.Content.ReadAsStringAsync(CancellationToken.None);
        // The last one of this app may still be at work, or nobody leads yet: refused, and so be it.
        if (answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.ServiceUnavailable) return;
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{app} was answered {(int)answer.StatusCode}: {body}");
        var said = JsonNode.Parse(body)!;
        _acknowledged.Add(new Acknowledged(app, (int)said["rollout"]!, (long)said["revision"]!));
        Volatile.Write(ref _count, _acknowledged.Count);
    }
}
