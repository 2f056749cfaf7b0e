using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Gantry.Resources.Engines;

namespace Gantry.Bench;

/// <summary>The least that a deploy can be: two calls of the engine for each container, and a request until it answers.</summary>
internal sealed class RawEngine : IDisposable
{
    private readonly HttpClient _engine;
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(1) };

    public RawEngine()
    {
        var socket = EngineSockets.Candidates(Environment.GetEnvironmentVariable)[0];
        _engine = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancel);
                return new NetworkStream(connection, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri("http://engine/v1.41/") };
    }

    /// <param name="network">A network of the app's own, as services of a compose file have it; null for the engine's default, which costs least.</param>
    public async Task<TimeSpan> DeployAsync(string image, int replicas, string? network = null)
    {
        if (network is not null) (await _engine.PostAsJsonAsync("networks/create", new JsonObject { ["Name"] = network })).EnsureSuccessStatusCode();
        try
        {
            return await TimeAsync(image, replicas, network);
        }
        finally
        {
            if (network is not null) (await _engine.DeleteAsync($"networks/{network}")).EnsureSuccessStatusCode();
        }
    }

    private async Task<TimeSpan> TimeAsync(string image, int replicas, string? network)
    {
        var start = Stopwatch.GetTimestamp();
        var ids = await Task.WhenAll(Enumerable.Range(0, replicas).Select(_ => OneAsync(image, network)));
        var time = Stopwatch.GetElapsedTime(start);
        foreach (var id in ids) (await _engine.DeleteAsync($"containers/{id}?force=1&v=1")).EnsureSuccessStatusCode();
        return time;
    }

    public void Dispose()
    {
        _engine.Dispose();
        _http.Dispose();
    }

    private async Task<string> OneAsync(string image, string? network)
    {
        var body = new JsonObject { ["Image"] = image };
        if (network is not null) body["HostConfig"] = new JsonObject { ["NetworkMode"] = network };
        using var created = await _engine.PostAsJsonAsync("containers/create", body);
        created.EnsureSuccessStatusCode();
        var id = (string)(await created.Content.ReadFromJsonAsync<JsonNode>())!["Id"]!;
        (await _engine.PostAsync($"containers/{id}/start", null)).EnsureSuccessStatusCode();
        var settings = (await _engine.GetFromJsonAsync<JsonNode>($"containers/{id}/json"))!["NetworkSettings"]!;
        var address = (string)(network is null ? settings : settings["Networks"]![network]!)["IPAddress"]!;
        while (true)
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri($"http://{address}:8080/"));
                if (answer.IsSuccessStatusCode) return id;
            }
            catch (HttpRequestException)
            {
                await Task.Yield();
            }
        }
    }
}
