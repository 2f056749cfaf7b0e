using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Integration.Edge.Harness;

/// <summary>A replica in this process: a small HTTP server on an address of its own, HTTP/1.1 on ports 80 and 82, HTTP/2 on port 81.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly TaskCompletionSource open = new();

    private Backend(string name, IPAddress address)
    {
        Name = name;
        Address = address;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            // Conversations may be silent.
            options.Limits.MinRequestBodyDataRate = null;
            options.Listen(address, 80, listen => listen.Protocols = HttpProtocols.Http1);
            options.Listen(address, 82, listen => listen.Protocols = HttpProtocols.Http1);
            options.Listen(address, 81, listen => listen.Protocols = HttpProtocols.Http2);
        });
        app = builder.Build();
        app.UseWebSockets();
        app.Run(ServeAsync);
    }

    public string Name { get; }
    public IPAddress Address { get; }
    public int Served;
    public int Waiting;

    public static async Task<Backend> StartAsync(string name, IPAddress? address = null)
    {
        var backend = new Backend(name, address ?? Loopback.Next());
        await backend.app.StartAsync();
        return backend;
    }

    /// <summary>Lets go of all requests for /wait.</summary>
    public void Open() => open.TrySetResult();

    /// <summary>Ends at once, with whatever it has open.</summary>
    public async Task KillAsync()
    {
        await app.StopAsync(new CancellationToken(canceled: true));
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Open();
        await app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        Interlocked.Increment(ref Served);
        context.Response.Headers["X-Replica"] = Name;
        switch (context.Request.Path.Value)
        {
            case "/wait":
                Interlocked.Increment(ref Waiting);
                await open.Task;
                await context.Response.WriteAsync(Name);
                break;
            case "/echo":
                context.Response.ContentType = context.Request.ContentType;
                await CopyAsync(context);
                break;
            case "/grpc":
                context.Response.ContentType = "application/grpc";
                await CopyAsync(context);
                context.Response.AppendTrailer("grpc-status", "0");
                context.Response.AppendTrailer("grpc-message", context.Request.Headers.TE.ToString());
                break;
            case "/head":
                foreach (var (name, value) in context.Request.Headers) context.Response.Headers["Got-" + name] = value;
                context.Response.Headers["Got-Target"] = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
                break;
            case "/port":
                await context.Response.WriteAsync($"{Name}:{context.Connection.LocalPort}");
                break;
            case "/status":
                context.Response.StatusCode = int.Parse(context.Request.QueryString.Value![1..]);
                break;
            case "/refuse-body":
                context.Response.StatusCode = 401;
                await context.Response.WriteAsync("no");
                break;
            case "/torn":
                await context.Response.WriteAsync("part");
                await context.Response.Body.FlushAsync();
                await open.Task;
                context.Abort();
                break;
            case "/silent":
                context.Abort();
                break;
            case "/events":
                await context.Response.WriteAsync("first");
                await context.Response.Body.FlushAsync();
                await open.Task;
                await context.Response.WriteAsync("last");
                break;
            case "/ws":
                await TalkAsync(await context.WebSockets.AcceptWebSocketAsync());
                break;
            default:
                await context.Response.WriteAsync(Name);
                break;
        }
    }

    private static async Task CopyAsync(HttpContext context)
    {
        var buffer = new byte[16 * 1024];
        for (int length; (length = await context.Request.Body.ReadAsync(buffer)) > 0;)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, length));
            await context.Response.Body.FlushAsync();
        }
    }

    private static async Task TalkAsync(WebSocket socket)
    {
        var buffer = new byte[1024];
        while (true)
        {
            var message = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (message.MessageType == WebSocketMessageType.Close) break;
            await socket.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, message.EndOfMessage, CancellationToken.None);
        }
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None);
    }
}
