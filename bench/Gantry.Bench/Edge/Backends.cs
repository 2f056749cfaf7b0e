using System.Net;
using Gantry.Bench.Edge.Peers;

namespace Gantry.Bench.Edge;

/// <summary>Two servers that answer as fast as a server can: nginx with fixed answers.</summary>
internal static class Backends
{
    public static readonly int[] Bodies = [200, 1000, 65_536];

    public static async Task<Started> StartAsync(string folder, IPEndPoint at)
    {
        var home = Directory.CreateDirectory(Path.Combine(folder, $"backend-{at.Address}")).FullName;
        foreach (var body in Bodies) await File.WriteAllTextAsync(Path.Combine(home, $"b{body}"), new string('x', body));
        var fixedAnswers = string.Concat(Bodies.Where(body => body < 4096).Select(body =>
            $"    location = /b{body} {{ return 200 '{new string('x', body)}'; }}\n"));
        var file = Path.Combine(home, "nginx.conf");
        await File.WriteAllTextAsync(file, $$"""
            daemon off;
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            worker_processes 1;
            pid {{home}}/pid;
            error_log {{home}}/error.log crit;
            events { worker_connections 20000; }
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              open_file_cache max=100;
              keepalive_requests 1000000000;
              keepalive_timeout 3600;
              client_body_temp_path {{home}}/body;
              proxy_temp_path {{home}}/proxy;
              fastcgi_temp_path {{home}}/fastcgi;
              uwsgi_temp_path {{home}}/uwsgi;
              scgi_temp_path {{home}}/scgi;
              server {
                listen {{at}} backlog=4096;
                root {{home}};
            {{fixedAnswers}}    location = /post { return 200 'thank you'; }
              }
            }
            """);
        return await Started.RunAsync("back end", at, "nginx", ["-c", file, "-e", Path.Combine(home, "error.log")]);
    }
}
