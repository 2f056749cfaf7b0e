using System.Globalization;
using System.Net.Sockets;

namespace Responder;

/// <summary>What it answers.</summary>
internal sealed class Site(Settings settings, Lines? lines)
{
    /// <summary>Connections are kept and used again, as in any program that calls another often.</summary>
    private readonly Lazy<HttpClient> _peer = new(() => new HttpClient(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null })
    {
        BaseAddress = new Uri(settings.Peer!),
        Timeout = TimeSpan.FromSeconds(30),
    });
    private volatile bool _well = !settings.NotReady;

    public async Task ServeAsync(Socket socket, CancellationToken shut)
    {
        var wire = new Wire(socket);
        while (await wire.ReadAsync(shut) is { } request)
        {
            if (request.Headers.TryGetValue("Upgrade", out var protocol) && protocol == "websocket")
            {
                await WebSocketEcho.ServeAsync(settings, wire, request, shut);
                return;
            }

            var (status, body) = await AnswerAsync(request);
            var last = shut.IsCancellationRequested || (request.Headers.TryGetValue("Connection", out var wish) && wish == "close");
            await wire.AnswerAsync(status, body, last);
            if (last) return;
        }
    }

    private async Task<(int Status, string Body)> AnswerAsync(Request request)
    {
        switch (request.Path)
        {
            case "/healthz":
                return _well ? (200, "well\n") : (503, "not well\n");
            case "/well":
                _well = request.Parameter("is") != "false";
                return (200, "noted\n");
            case "/slow":
                await Task.Delay(int.Parse(request.Parameter("ms")!, CultureInfo.InvariantCulture));
                return (200, settings.Version);
            case "/call":
                return await CallAsync();
            case "/host":
                return (200, Environment.MachineName);
            case "/headers":
                return (200, string.Join('\n', request.Headers.Select(h => $"{h.Key}: {h.Value}")));
            case "/echo":
                return (200, request.Body);
            case "/variable":
                return (200, Environment.GetEnvironmentVariable(request.Parameter("name")!) ?? "");
            case "/say":
                Console.WriteLine(request.Parameter("text"));
                return (200, "said\n");
            case "/lines" when lines is not null:
                if (request.Method == "POST") lines.Append(request.Body);
                return (200, lines.Count.ToString(CultureInfo.InvariantCulture));
            case "/end":
                Environment.Exit(int.Parse(request.Parameter("code") ?? "1", CultureInfo.InvariantCulture));
                return (500, "");
            default:
                return (200, settings.Version);
        }
    }

    private async Task<(int Status, string Body)> CallAsync()
    {
        try
        {
            using var answer = await _peer.Value.GetAsync("/");
            return ((int)answer.StatusCode, $"{settings.Version} got {await answer.Content.ReadAsStringAsync()}");
        }
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException)
        {
            Console.Error.WriteLine($"responder: the call failed: {failed.Message} {failed.InnerException?.Message}");
            return (502, failed.Message);
        }
    }
}
