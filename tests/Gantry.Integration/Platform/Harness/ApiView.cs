using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Harness;

/// <summary>The platform's API as any client of its socket sees it.</summary>
public sealed class ApiView(string home) : IDisposable
{
    private readonly HttpClient _http = UnixHttp.Client(Path.Combine(home, "run", "gantryd.sock"), Timeout.InfiniteTimeSpan);

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> EventsAsync(string? app = null, int limit = 1000) =>
        [.. (await GetAsync($"v1/events?limit={limit}{(app is null ? "" : $"&app={app}")}")).AsArray().Select(e => e!)];

    public async Task<IReadOnlyList<JsonNode>> ResourcesAsync(string kind) =>
        [.. (await GetAsync($"v1/resources?kind={kind}")).AsArray().Select(e => e!)];

    /// <summary>The whole chain of events, oldest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> ChainAsync() =>
        [.. (await _http.GetStringAsync("v1/audit/events", TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)];

    public async Task<JsonNode> StatusAsync() => await GetAsync("v1/status");

    /// <summary>Every event after the sequence number, then those to come, until cancelled.</summary>
    public async IAsyncEnumerable<JsonNode> WatchAsync(long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var answer = await _http.GetAsync($"v1/watch?after={after}", HttpCompletionOption.ResponseHeadersRead, cancel);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel));
        while (await reader.ReadLineAsync(cancel) is { } line)
            if (line.Length > 0) yield return JsonNode.Parse(line)!;
    }

    /// <summary>Takes down an app that never was: a write that makes records and asks nothing of the engine.</summary>
    public static Task<HttpResponseMessage> DownAsync(HttpClient http, string app, string by) => http.PostAsJsonAsync("v1/rollouts",
        new { environment = "production", app, reason = "down", removeVolumes = true, requestedBy = by }, CancellationToken.None);

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(path, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
    }
}
