using Gantry.Edge.Decisions;
using Gantry.Edge.Guards;
using Gantry.Edge.Listening;
using Gantry.Edge.Tls;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gantry.Edge;

/// <summary>The two HTTP servers of an edge, without the host that usually surrounds them: this starts faster.</summary>
internal static class Servers
{
    private const int MegaByte = 1024 * 1024;

    /// <summary>What the control plane may send at once.</summary>
    public const int LargestSnapshot = 64 * MegaByte;

    /// <summary>For clients. How large a body may be is the business of the service.</summary>
    public static KestrelServer Public(ChannelTransport transport, Guests guests, TimeProvider time, ILoggerFactory logs)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = null;
        options.Limits.KeepAliveTimeout = guests.Limits.Idle;
        options.Limits.RequestHeadersTimeout = guests.Limits.Head;
        options.Limits.MinRequestBodyDataRate = options.Limits.MinResponseDataRate = guests.Limits.Rate == 0 ? null : new MinDataRate(guests.Limits.Rate, guests.Limits.Grace);
        options.Limits.MaxRequestLineSize = 16 * 1024;
        options.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
        options.Limits.Http2.MaxStreamsPerConnection = 256;
        options.Limits.Http2.InitialConnectionWindowSize = 2 * MegaByte;
        options.Limits.Http2.InitialStreamWindowSize = MegaByte;
        options.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        options.Listen(new HandedOver(Wire.Http1), listen => Speak(listen, HttpProtocols.Http1, GeneralGuest.Of(guests, time, meters: false)));
        options.Listen(new HandedOver(Wire.Http2), listen => Speak(listen, HttpProtocols.Http2, GeneralGuest.Of(guests, time, meters: true)));
        return new KestrelServer(Options.Create(options), transport, logs);
    }

    private static void Speak(ListenOptions listen, HttpProtocols protocol, Func<ConnectionDelegate, ConnectionDelegate> around)
    {
        listen.Protocols = protocol;
        listen.Use(around);
        listen.Use(TlsSession.Around);
    }

    /// <summary>For who collects counters.</summary>
    public static KestrelServer Metrics(System.Net.IPEndPoint address, ILoggerFactory logs)
    {
        const int Collectors = 64;
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Listen(address, listen => listen.Protocols = HttpProtocols.Http1);
        options.Limits.MaxConcurrentConnections = Collectors;
        options.Limits.MaxRequestBodySize = 0;
        return new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), logs), logs);
    }

    /// <summary>For the control plane. The socket is the owner's alone by the umask of the process.</summary>
    public static KestrelServer Control(string socket, ILoggerFactory logs)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http1);
        options.Limits.MaxRequestBodySize = LargestSnapshot;
        options.Limits.MinResponseDataRate = null;
        return new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), logs), logs);
    }
}
