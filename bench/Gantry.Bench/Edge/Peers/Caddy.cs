using System.Net;

namespace Gantry.Bench.Edge.Peers;

/// <summary>Caddy set up for the work: connections to the back ends kept, no admin port, no log.</summary>
internal static class Caddy
{
    public static async Task<Started> StartAsync(string folder, int port, IPEndPoint[] backends, TlsFiles tls)
    {
        var home = Directory.CreateDirectory(Path.Combine(folder, "caddy")).FullName;
        var file = Path.Combine(home, "Caddyfile");
        var servers = string.Join(' ', backends.Select(backend => backend.ToString()));
        await File.WriteAllTextAsync(file, $$"""
            {
              admin off
              auto_https off
              log {
                output discard
              }
            }
            (shop) {
              bind 127.0.0.1
              reverse_proxy {{servers}} {
                lb_policy round_robin
                transport http {
                  versions 1.1
                  keepalive 1h
                  keepalive_idle_conns_per_host 1024
                  compression off
                }
              }
            }
            http://{{Wrk.Host}}:{{port}} {
              import shop
            }
            https://{{Wrk.Host}}:{{tls.Port}} {
              tls {{tls.Certificate}} {{tls.Key}}
              import shop
            }
            """);
        return await Started.RunAsync("caddy", new IPEndPoint(IPAddress.Loopback, port), "caddy", ["run", "--config", file, "--adapter", "caddyfile"],
            new Dictionary<string, string> { ["HOME"] = home, ["XDG_DATA_HOME"] = home, ["XDG_CONFIG_HOME"] = home }, tls.Port);
    }
}
