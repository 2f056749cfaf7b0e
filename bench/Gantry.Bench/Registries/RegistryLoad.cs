using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Gantry.Bench.Edge;
using Gantry.Bench.Edge.Peers;

namespace Gantry.Bench.Registries;

/// <summary>What a client does, the same against each registry. Each answers in things a second.</summary>
internal sealed partial class RegistryLoad(Started registry) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://{registry.At}"), Timeout = TimeSpan.FromMinutes(5) };
    private readonly List<(string Repository, string Digest)> _pushed = [];

    /// <summary>As most clients do it: POST, PATCH, PUT.</summary>
    public async Task<double> PushAsync(int count, int size, int parallel)
    {
        _pushed.Clear();
        var blobs = Enumerable.Range(0, count).Select(_ => RandomNumberGenerator.GetBytes(size)).ToList();
        return await EachAsync(count, parallel, async n =>
        {
            var (repository, digest) = ($"bench/r{n % 4}", "sha256:" + Convert.ToHexStringLower(SHA256.HashData(blobs[n])));
            await PushAsync(repository, digest, blobs[n]);
            lock (_pushed) _pushed.Add((repository, digest));
        });
    }

    /// <summary>What was pushed last.</summary>
    public Task<double> PullAsync(int times, int parallel) => EachAsync(_pushed.Count * times, parallel, async n =>
    {
        var (repository, digest) = _pushed[n % _pushed.Count];
        using var answer = await _http.GetAsync($"/v2/{repository}/blobs/{digest}", HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        await body.CopyToAsync(Stream.Null, 1 << 20);
    });

    /// <returns>Requests a second, and microseconds of the registry's processor for each.</returns>
    public async Task<(double Rate, double Cpu)> ManifestsAsync(TimeSpan time)
    {
        var before = ProcessTree.Cpu(registry.Pid);
        using var wrk = Process.Start(new ProcessStartInfo("wrk", ["-t", "1", "-c", "32", "-d", $"{time.TotalSeconds:0}s", "-H", "Accept: application/vnd.oci.image.manifest.v1+json", $"http://{registry.At}/v2/bench/app/manifests/v1"]) { RedirectStandardOutput = true })!;
        var said = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        if (said.Contains("Non-2xx", StringComparison.Ordinal)) throw new InvalidOperationException($"{registry.Name}: {said}");
        var requests = double.Parse(Requests().Match(said).Groups[1].Value, CultureInfo.InvariantCulture);
        return (double.Parse(Rate().Match(said).Groups[1].Value, CultureInfo.InvariantCulture), (ProcessTree.Cpu(registry.Pid) - before) / requests);
    }

    public async Task PushImageAsync()
    {
        var config = Encoding.UTF8.GetBytes("{}");
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(config));
        await PushAsync("bench/app", digest, config);
        var part = string.Create(CultureInfo.InvariantCulture, $$"""{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{digest}}","size":{{config.Length}}}""");
        var manifest = new StringContent($$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{part}},"layers":[{{string.Join(',', Enumerable.Repeat(part, 8))}}]}""");
        manifest.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.oci.image.manifest.v1+json");
        (await _http.PutAsync("/v2/bench/app/manifests/v1", manifest)).EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();

    private async Task PushAsync(string repository, string digest, byte[] content)
    {
        using var begun = await _http.PostAsync($"/v2/{repository}/blobs/uploads/", null);
        using var patch = new HttpRequestMessage(HttpMethod.Patch, begun.EnsureSuccessStatusCode().Headers.Location) { Content = new ByteArrayContent(content) };
        using var sent = await _http.SendAsync(patch);
        var location = sent.EnsureSuccessStatusCode().Headers.Location!.ToString();
        using var done = await _http.PutAsync($"{location}{(location.Contains('?') ? '&' : '?')}digest={digest}", new ByteArrayContent([]));
        done.EnsureSuccessStatusCode();
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();

    private static async Task<double> EachAsync(int count, int parallel, Func<int, Task> one)
    {
        var since = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (n, _) => await one(n));
        return count / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }
}
