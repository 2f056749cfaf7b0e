using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Gantry.Bench.Edge;

namespace Gantry.Bench.Registries;

/// <summary>A collection that frees a hundred thousand blobs while clients pull, and what those notice of it.</summary>
internal static class CollectionBench
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(int blobs)
    {
        var folder = Directory.CreateDirectory(Path.Combine("/var/tmp", $"gantry-bench-{Environment.ProcessId}")).FullName;
        try
        {
            var since = Stopwatch.GetTimestamp();
            var live = await StoredImages.FillAsync(Path.Combine(folder, "gantry", "registry"), blobs);
            await using var gantry = await RegistryPeers.GantryAsync(folder);
            using var pulls = new Pulls(gantry.At, await TagAsync(gantry.At, live));
            Say($"made in {Stopwatch.GetElapsedTime(since).TotalSeconds:0} s: {blobs:N0} blobs that nothing needs, {live.Sum(l => l.Blobs.Count):N0} that tags hold");
            using var api = Client(Path.Combine(folder, "gantry", "run", "gantryd.sock"));
            await pulls.UntilAsync(Task.Delay(TimeSpan.FromSeconds(3)));
            var before = await pulls.UntilAsync(Task.Delay(TimeSpan.FromSeconds(10)));
            var (look, lookPulls) = await CollectAsync(api, pulls, gantry.Pid);
            var (collection, during) = await CollectAsync(api, pulls, gantry.Pid);
            var after = await pulls.UntilAsync(Task.Delay(TimeSpan.FromSeconds(10)));
            var left = Directory.EnumerateFiles(Path.Combine(folder, "gantry", "registry", "blobs"), "*", SearchOption.AllDirectories).Count();
            Say($"a collection to which all is fresh: {look.Time.TotalSeconds:0.0} s, {look.Cpu:0.0} s of processor time");
            Say($"the next, which frees {collection.Freed:N0}: {collection.Time.TotalSeconds:0.0} s, {collection.Cpu:0.0} s of processor time (budget {Budget.TotalSeconds:0} s); {left:N0} files left");
            foreach (var (what, seen) in (ReadOnlySpan<(string, PullTimes)>)[("before", before), ("the one to which all is fresh", lookPulls), ("while it frees", during), ("after", after)])
                Say($"  pulls {what,-32} {seen.Rate,8:0}/s  median {seen.Median,7:0.00} ms  p99 {seen.P99,7:0.00} ms  longest {seen.Longest,7:0.0} ms");
            return collection.Freed == blobs && collection.Time <= Budget ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <returns>What is pulled: each manifest and each blob of them.</returns>
    private static async Task<IReadOnlyList<string>> TagAsync(IPEndPoint at, IReadOnlyList<StoredImage> images)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{at}") };
        await Parallel.ForEachAsync(images.Index(), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (image, cancel) =>
        {
            using var content = new ByteArrayContent(image.Item.Manifest) { Headers = { ContentType = new MediaTypeHeaderValue(StoredImages.MediaType) } };
            using var answer = await http.PutAsync($"/v2/{image.Item.Repository}/manifests/t{image.Index}", content, cancel);
            answer.EnsureSuccessStatusCode();
        });
        return [.. images.SelectMany((image, n) => image.Blobs.Select(b => $"/v2/{image.Repository}/blobs/{b}").Append($"/v2/{image.Repository}/manifests/t{n}"))];
    }

    private static async Task<((TimeSpan Time, double Cpu, int Freed) Collection, PullTimes Pulls)> CollectAsync(HttpClient api, Pulls pulls, int process)
    {
        var cpu = ProcessTree.Cpu(process);
        var since = Stopwatch.GetTimestamp();
        var collecting = FreedAsync(api);
        var seen = await pulls.UntilAsync(collecting);
        return ((Stopwatch.GetElapsedTime(since), (ProcessTree.Cpu(process) - cpu) / 1e6, await collecting), seen);
    }

    /// <returns>How many blobs were freed to the last byte.</returns>
    private static async Task<int> FreedAsync(HttpClient api)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/registry/collections?grace=0");
        using var answer = await api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
        var freed = 0;
        while (await lines.ReadLineAsync() is { } line)
        {
            using var said = JsonDocument.Parse(line);
            if (said.RootElement.GetProperty("kind").GetString() == "blob" && said.RootElement.GetProperty("repository").GetString() == "") freed++;
        }

        return freed;
    }

    private static HttpClient Client(string path) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancel) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://gantry/"), Timeout = TimeSpan.FromMinutes(30) };

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
