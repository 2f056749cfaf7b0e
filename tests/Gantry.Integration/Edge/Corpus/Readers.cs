using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Gantry.Integration.Edge.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Integration.Edge.Corpus;

/// <summary>A request as a server has read it.</summary>
internal sealed record Reading(string Method, string Target, string Host, string Body);

/// <summary>nginx and Kestrel, which say in the fields of their answers how they read a request.</summary>
internal sealed partial class Readers : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gantry-readers-").FullName;
    private readonly IPEndPoint nginxAt = new(Loopback.Next(), 80), kestrelAt = new(Loopback.Next(), 80);
    private readonly WebApplication kestrel;
    private Process nginx = null!;

    private Readers()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            options.Listen(kestrelAt);
        });
        kestrel = builder.Build();
        kestrel.Run(SayAsync);
    }

    public static async Task<Readers> StartAsync()
    {
        var readers = new Readers();
        await readers.kestrel.StartAsync();
        await readers.StartNginxAsync();
        return readers;
    }

    public async Task<(IReadOnlyList<Reading> Nginx, IReadOnlyList<Reading> Kestrel)> ReadAsync(string bytes) => (await AskAsync(nginxAt, bytes), await AskAsync(kestrelAt, bytes));

    public async ValueTask DisposeAsync()
    {
        await kestrel.DisposeAsync();
        nginx.Kill();
        await nginx.WaitForExitAsync();
        nginx.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task SayAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.Latin1);
        var body = await reader.ReadToEndAsync();
        context.Response.Headers["X-Read"] = $"{context.Request.Method}|{context.Features.Get<IHttpRequestFeature>()!.RawTarget}|{context.Request.Headers.Host}|{body}|";
    }

    private async Task StartNginxAsync()
    {
        var file = Path.Combine(folder, "nginx.conf");
        // A body is read where it is passed on: to itself.
        await File.WriteAllTextAsync(file, $$"""
            daemon off;
            master_process off;
            pid {{folder}}/pid;
            error_log {{folder}}/error.log crit;
            events { worker_connections 100; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              client_body_in_single_buffer on;
              server {
                listen {{nginxAt}};
                location / {
                  add_header X-Read "$request_method|$request_uri|$http_host|$request_body|" always;
                  proxy_pass http://{{nginxAt.Address}}:81;
                }
              }
              server { listen {{nginxAt.Address}}:81; location / { return 204; } }
            }
            """);
        nginx = Process.Start("nginx", ["-c", file, "-e", Path.Combine(folder, "error.log")]);
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(nginxAt);
                return;
            }
            catch (SocketException) when (!nginx.HasExited && Stopwatch.GetElapsedTime(since) < EdgeUnderTest.Patience)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>All requests that the server finds in the bytes; none for one that it refuses.</summary>
    private static async Task<IReadOnlyList<Reading>> AskAsync(IPEndPoint server, string bytes)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var deadline = new CancellationTokenSource(EdgeUnderTest.Patience);
        await socket.ConnectAsync(server, deadline.Token);
        await socket.SendAsync(Encoding.Latin1.GetBytes(bytes), deadline.Token);
        var (said, buffer) = (new StringBuilder(), new byte[16 * 1024]);
        try
        {
            for (int length; (length = await socket.ReceiveAsync(buffer, deadline.Token)) > 0;) said.Append(Encoding.Latin1.GetString(buffer, 0, length));
        }
        catch (SocketException)
        {
            // Closed while it was still being told.
        }
        return [.. Read().Matches(said.ToString()).Select(match => new Reading(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value, match.Groups[4].Value))];
    }

    [GeneratedRegex(@"(?<=\r\n)X-Read: ([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|")]
    private static partial Regex Read();
}
