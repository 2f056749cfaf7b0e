using System.Net;

namespace Gantry.Bench.Edge.Peers;

/// <summary>HAProxy set up for the work: a thread and a listener per core, connections to the back ends shared and kept, no log.</summary>
internal static class Haproxy
{
    public static async Task<Started> StartAsync(string folder, int port, IPEndPoint[] backends, TlsFiles tls)
    {
        var file = Path.Combine(folder, "haproxy.cfg");
        var servers = string.Concat(backends.Select(backend => $"  server s{backend.Address} {backend}\n"));
        await File.WriteAllTextAsync(file, $"""
            global
              nbthread {Environment.ProcessorCount}
              maxconn 8000
            defaults
              mode http
              timeout connect 2s
              timeout client 1h
              timeout server 1h
              option http-keep-alive
            frontend web
              bind 127.0.0.1:{port} shards by-thread backlog 4096
              bind 127.0.0.1:{tls.Port} shards by-thread backlog 4096 ssl crt {tls.Both} alpn h2,http/1.1 ssl-min-ver TLSv1.2
              use_backend shop if {"{"} hdr(host) -i {Wrk.Host} {"}"}
            backend shop
              balance roundrobin
              http-reuse always
            {servers}
            """);
        return await Started.RunAsync("haproxy", new IPEndPoint(IPAddress.Loopback, port), "haproxy", ["-db", "-f", file], tlsPort: tls.Port);
    }
}
