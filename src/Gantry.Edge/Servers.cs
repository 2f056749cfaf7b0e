using Gantry.Edge.Decisions;
using Gantry.Edge.Listening;
using Gantry.Edge.Tls;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gantry.Edge;

/// <summary>The two HTTP servers of an edge, without the host that usually surrounds them: this starts faster.</summary>
internal static class Servers
{
    private const int MegaByte = 1024 * 1024;

    /// <summary>For clients. What a body may be, and how slow, is the business of the service.</summary>
    public static KestrelServer Public(ChannelTransport transport, ILoggerFactory logs)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.MaxRequestLineSize = 16 * 1024;
        options.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
        options.Limits.Http2.MaxStreamsPerConnection = 256;
        options.Limits.Http2.InitialConnectionWindowSize = 2 * MegaByte;
        options.Limits.Http2.InitialStreamWindowSize = MegaByte;
        options.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        options.Listen(new HandedOver(Wire.Http1), listen => Speak(listen, HttpProtocols.Http1));
        options.Listen(new HandedOver(Wire.Http2), listen => Speak(listen, HttpProtocols.Http2));
        return new KestrelServer(Options.Create(options), transport, logs);
    }

    private static void Speak(ListenOptions listen, HttpProtocols protocol)
    {
        listen.Protocols = protocol;
        listen.Use(TlsSession.Around);
    }

    /// <summary>For the control plane. The socket is the owner's alone by the umask of the process.</summary>
    public static KestrelServer Control(string socket, ILoggerFactory logs)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http1);
        options.Limits.MaxRequestBodySize = 64 * MegaByte;
        options.Limits.MinResponseDataRate = null;
        return new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), logs), logs);
    }
}
