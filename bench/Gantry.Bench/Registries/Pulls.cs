using System.Diagnostics;
using System.Net;

namespace Gantry.Bench.Registries;

/// <summary>What clients saw who pulled for a while.</summary>
internal sealed record PullTimes(double Rate, double Median, double P99, double Longest);

/// <summary>Clients that pull manifests and blobs without an end, as many at once as a small team has machines.</summary>
/// <param name="paths">Of what is there and stays.</param>
internal sealed class Pulls(IPEndPoint at, IReadOnlyList<string> paths) : IDisposable
{
    private const int Clients = 4;
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://{at}") };

    /// <summary>An answer that is none ends the measurement.</summary>
    public async Task<PullTimes> UntilAsync(Task end)
    {
        var since = Stopwatch.GetTimestamp();
        var all = (await Task.WhenAll(Enumerable.Range(1, Clients).Select(client => Task.Run(() => PullAsync(client, end))))).SelectMany(t => t).Order().ToList();
        return new PullTimes(all.Count / Stopwatch.GetElapsedTime(since).TotalSeconds, all[all.Count / 2], all[all.Count * 99 / 100], all[^1]);
    }

    public void Dispose() => _http.Dispose();

    private async Task<List<double>> PullAsync(int client, Task end)
    {
        var (random, times) = (new Random(client), new List<double>());
        do
        {
            var since = Stopwatch.GetTimestamp();
            using var answer = await _http.GetAsync(paths[random.Next(paths.Count)]);
            answer.EnsureSuccessStatusCode();
            times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }
        while (!end.IsCompleted);
        return times;
    }
}
