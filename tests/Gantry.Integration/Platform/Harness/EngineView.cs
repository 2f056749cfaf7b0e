using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Harness;

/// <summary>The engine behind the platform's back: what is there really, and the hands that take things away.</summary>
public sealed class EngineView(string socket) : IDisposable
{
    private readonly HttpClient _http = UnixHttp.Client(socket, TimeSpan.FromSeconds(60));

    /// <summary>The engine that <c>DOCKER_HOST</c> names, or the machine's own.</summary>
    public static string DefaultSocket { get; } = Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host
        ? host.Replace("unix://", "", StringComparison.Ordinal) : "/var/run/docker.sock";

    /// <summary>Containers with this label, running or not, oldest first.</summary>
    public async Task<IReadOnlyList<EngineContainer>> ContainersAsync(string label)
    {
        var list = (await GetAsync($"containers/json?all=true&{Filter(label)}")).AsArray();
        return [.. list.Select(c => new EngineContainer(
            (string)c!["Id"]!, ((string)c["Names"]![0]!).TrimStart('/'), (string)c["State"]!,
            c["Labels"]!.AsObject().ToDictionary(l => l.Key, l => (string)l.Value!), (long)c["Created"]!)).OrderBy(c => c.Created).ThenBy(c => c.Name)];
    }

    public async Task<IReadOnlyList<string>> NetworksAsync(string label) =>
        [.. (await GetAsync($"networks?{Filter(label)}")).AsArray().Select(n => (string)n!["Name"]!).Order()];

    public async Task<IReadOnlyList<string>> VolumesAsync(string label) =>
        [.. ((await GetAsync($"volumes?{Filter(label)}"))["Volumes"]?.AsArray() ?? []).Select(v => (string)v!["Name"]!).Order()];

    public Task<JsonNode> InspectAsync(string container) => GetAsync($"containers/{container}/json");

    public Task RemoveAsync(string container) => SendAsync(HttpMethod.Delete, $"containers/{container}?force=true&v=true");

    public Task StopAsync(string container) => SendAsync(HttpMethod.Post, $"containers/{container}/stop?t=1");

    public Task KillAsync(string container) => SendAsync(HttpMethod.Post, $"containers/{container}/kill");

    public async Task CreateNetworkAsync(string name)
    {
        using var answer = await _http.PostAsJsonAsync("networks/create", new { Name = name, CheckDuplicate = true }, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<bool> HasNetworkAsync(string name) => (await GetAsync("networks")).AsArray().Any(n => (string)n!["Name"]! == name);

    public Task RemoveNetworkAsync(string name) => SendAsync(HttpMethod.Delete, $"networks/{name}");

    public Task RemoveVolumeAsync(string name) => SendAsync(HttpMethod.Delete, $"volumes/{name}?force=true");

    public Task UntagAsync(string image) => SendAsync(HttpMethod.Delete, $"images/{image}?noprune=true");

    /// <summary>What happens to containers with this label from now on; ends when cancelled.</summary>
    public async IAsyncEnumerable<EngineEvent> EventsAsync(string label, [EnumeratorCancellation] CancellationToken cancel)
    {
        var filters = Uri.EscapeDataString($$"""{"type":["container"],"label":["{{label}}"]}""");
        using var answer = await _http.GetAsync($"events?filters={filters}", HttpCompletionOption.ResponseHeadersRead, cancel);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel));
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            var e = JsonNode.Parse(line)!;
            var actor = e["Actor"]!;
            yield return new EngineEvent((string)e["Action"]!, (string)actor["ID"]!,
                actor["Attributes"]!.AsObject().ToDictionary(a => a.Key, a => (string)a.Value!), (long)e["timeNano"]!);
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Filter(string label) => "filters=" + Uri.EscapeDataString(JsonSerializer.Serialize(new { label = new[] { label } }));

    private async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(path, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
    }

    private async Task SendAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var answer = await _http.SendAsync(request, CancellationToken.None);
        // What is gone or stopped already is what was wanted.
        if ((int)answer.StatusCode is 304 or 404) return;
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{method} {path}: {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
    }
}

public sealed record EngineContainer(string Id, string Name, string State, IReadOnlyDictionary<string, string> Labels, long Created)
{
    public string? App => Labels.GetValueOrDefault("gantry.app");
    public string? Service => Labels.GetValueOrDefault("gantry.service");
    public string? Replica => Labels.GetValueOrDefault("gantry.replica");
    public bool Runs => State == "running";

    public override string ToString() => $"{Name} ({State}, {Replica})";
}

public sealed record EngineEvent(string Action, string Container, IReadOnlyDictionary<string, string> Attributes, long Nanoseconds);
