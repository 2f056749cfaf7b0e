using System.Net;

namespace Gantry.Bench.Edge.Peers;

/// <summary>nginx set up for the work: a worker per core, connections to the back ends kept, buffers that take an answer whole, no log.</summary>
internal static class Nginx
{
    public static async Task<Started> StartAsync(string folder, int port, IPEndPoint[] backends, TlsFiles tls)
    {
        var home = Directory.CreateDirectory(Path.Combine(folder, "nginx")).FullName;
        var file = Path.Combine(home, "nginx.conf");
        var servers = string.Concat(backends.Select(backend => $"server {backend}; "));
        await File.WriteAllTextAsync(file, $$"""
            daemon off;
            worker_processes {{Environment.ProcessorCount}};
            worker_rlimit_nofile 65536;
            pid {{home}}/pid;
            error_log {{home}}/error.log crit;
            events { worker_connections 25000; }
            http {
              access_log off;
              keepalive_requests 1000000000;
              keepalive_timeout 3600;
              tcp_nodelay on;
              client_body_temp_path {{home}}/body;
              proxy_temp_path {{home}}/proxy;
              fastcgi_temp_path {{home}}/fastcgi;
              uwsgi_temp_path {{home}}/uwsgi;
              scgi_temp_path {{home}}/scgi;
              upstream shop { {{servers}} keepalive 256; keepalive_requests 1000000000; }
              server {
                listen 127.0.0.1:{{port}} backlog=4096 reuseport;
                listen 127.0.0.1:{{tls.Port}} ssl http2 backlog=4096 reuseport;
                ssl_certificate {{tls.Certificate}};
                ssl_certificate_key {{tls.Key}};
                ssl_protocols TLSv1.2 TLSv1.3;
                ssl_session_cache shared:bench:10m;
                server_name {{Wrk.Host}};
                location / {
                  proxy_pass http://shop;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Host $host;
                  proxy_buffer_size 16k;
                  proxy_buffers 8 64k;
                  proxy_busy_buffers_size 128k;
                  proxy_max_temp_file_size 0;
                }
              }
            }
            """);
        return await Started.RunAsync("nginx", new IPEndPoint(IPAddress.Loopback, port), "nginx", ["-c", file, "-e", Path.Combine(home, "error.log")], tlsPort: tls.Port);
    }
}
