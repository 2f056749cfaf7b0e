using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;

namespace Gantry.Bench.Edge.Peers;

/// <summary>The edge of this repository as it comes: routed by host and path, counted, numbered.</summary>
internal static class GantryEdge
{
    public static async Task<Started> StartAsync(string folder, int port, IPEndPoint[] backends, TlsFiles tls)
    {
        var edge = await AgainAsync(folder, port, tls);
        await ServeAsync(folder, backends);
        return edge;
    }

    /// <param name="revision">Higher than the one before.</param>
    /// <param name="mirror">Gets copies of what the first route serves.</param>
    public static async Task ServeAsync(string folder, IPEndPoint[] backends, long revision = 1, SnapshotMirror? mirror = null)
    {
        var socket = Path.Combine(folder, "edge.sock");
        using var control = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await unix.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                return new NetworkStream(unix, ownsSocket: true);
            },
        });
        // It listens for requests a moment before it listens for the platform.
        while (!File.Exists(socket)) await Task.Yield();
        using var answer = await control.PutAsync("http://edge/snapshot", JsonContent.Create(Snapshot(backends, revision, mirror), GantryJson.Default.TrafficSnapshot));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>With the snapshot that it had, if it had one.</summary>
    public static Task<Started> AgainAsync(string folder, int port, TlsFiles tls) => Started.RunAsync("gantry", new IPEndPoint(IPAddress.Loopback, port), Program(),
        ["--home", Path.Combine(folder, "gantry"), "--socket", Path.Combine(folder, "edge.sock"), "--http", $"127.0.0.1:{port}", "--https", $"127.0.0.1:{tls.Port}", "--certificates", tls.Folder, "--limits", "client=50000"], tlsPort: tls.Port);

    private static TrafficSnapshot Snapshot(IPEndPoint[] backends, long revision, SnapshotMirror? mirror) => new()
    {
        Revision = revision,
        Platform = "bench",
        // Rules enough that routing is no formality.
        Routes = [Route("bench/shop.web", backends, Wrk.Host, "/") with { Mirror = mirror }, Route("bench/shop.api", backends, Wrk.Host, "/api"), Route("bench/other.web", backends, "*.other.test", "/"), Route("bench/safe.web", backends, Wrk.Host, "/safe", RouteTls.Files)],
    };

    private static SnapshotRoute Route(string name, IPEndPoint[] backends, string host, string path, RouteTls tls = RouteTls.Off) => new()
    {
        Name = name,
        Generation = 1,
        Address = "",
        Backends = [new SnapshotBackend(1, 100, [.. backends.Select(backend => new SnapshotReplica($"{name}-{backend.Address}", backend.Address.ToString()))])],
        HoldTimeout = TimeSpan.FromSeconds(30),
        DrainTimeout = TimeSpan.FromSeconds(20),
        Rules = [new RouteRule(host, path, backends[0].Port) { Tls = tls }],
    };

    private static string Program()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Gantry.slnx"))) root = root.Parent;
        // What users run is compiled ahead of time: ./gantry has built it, if it was asked to.
        var published = Path.Combine(root!.FullName, ".build", "bin", "gantry-edge");
        return File.Exists(published) ? published : Path.Combine(root.FullName, "src", "Gantry.Edge", "bin", "Release", "net10.0", "gantry-edge");
    }
}
