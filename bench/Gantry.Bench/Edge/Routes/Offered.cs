using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Gantry.Bench.Edge.Peers;
using Gantry.Resources;
using Gantry.Resources.Traffic;

namespace Gantry.Bench.Edge.Routes;

/// <summary>An edge of its own, and what it takes to have a snapshot in force there: sent, read, stored on disk, applied, acknowledged.</summary>
internal sealed class Offered : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Started _edge;
    private readonly HttpClient _control;

    private Offered(string folder, Started edge)
    {
        (_folder, _edge) = (folder, edge);
        _control = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await unix.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(folder, "edge.sock")), cancellation);
                return new NetworkStream(unix, ownsSocket: true);
            },
        });
    }

    public static async Task<Offered> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("gantry-bench-routes-").FullName;
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var edge = await GantryEdge.AgainAsync(folder, port, new TlsFiles(folder, 8443));
        while (!File.Exists(Path.Combine(folder, "edge.sock"))) await Task.Yield();
        return new Offered(folder, edge);
    }

    /// <summary>Time of the processor that it has used so far, in milliseconds.</summary>
    public double CpuMs => ProcessTree.Cpu(_edge.Pid) / 1000;

    /// <summary>From when it is sent; putting it into words before is the time of the other side.</summary>
    public Task<TimeSpan> WholeAsync(TrafficSnapshot snapshot)
    {
        var said = JsonSerializer.SerializeToUtf8Bytes(snapshot, GantryJson.Default.TrafficSnapshot);
        return TimeAsync(() => _control.PutAsync("http://edge/snapshot", new ByteArrayContent(said)));
    }

    public Task<TimeSpan> ChangeAsync(TrafficSnapshot before, TrafficSnapshot after)
    {
        var change = SnapshotChange.Between(before, after);
        return TimeAsync(() => _control.PatchAsync("http://edge/snapshot", JsonContent.Create(change, GantryJson.Default.SnapshotChange)));
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _edge.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task<HttpResponseMessage>> send)
    {
        var since = Stopwatch.GetTimestamp();
        using var answer = await send();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        return Stopwatch.GetElapsedTime(since);
    }
}
