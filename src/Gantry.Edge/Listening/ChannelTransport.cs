using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Gantry.Edge.Decisions;
using Gantry.Edge.Fast.Tls;
using Gantry.Edge.Tls;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Gantry.Edge.Listening;

/// <summary>An "address" of the HTTP server that is no address: connections are handed to it once it is known what they speak.</summary>
public sealed class HandedOver(Wire wire) : EndPoint
{
    public Wire Wire => wire;

    public override string ToString() => wire.ToString();
}

/// <summary>Hands accepted sockets to the HTTP server, which so never listens itself and can be given any number of addresses.</summary>
public sealed class ChannelTransport(ILogger log) : IConnectionListenerFactory, IDisposable
{
    /// <summary>Made for the first connection: an edge has answered by then.</summary>
    private readonly Lazy<SocketConnectionContextFactory> contexts = new(() => new SocketConnectionContextFactory(new SocketConnectionFactoryOptions(), log));
    private readonly Dictionary<Wire, Listener> listeners = new()
    {
        [Wire.Http1] = new Listener(new HandedOver(Wire.Http1)),
        [Wire.Http2] = new Listener(new HandedOver(Wire.Http2)),
    };

    public Presence Presence { get; } = new();

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new(listeners[((HandedOver)endpoint).Wire]);

    /// <summary>Gives the socket away, with what was read of it still unread.</summary>
    /// <param name="read">What was read of it nevertheless, and is to be read again.</param>
    public void HandOver(Socket socket, Wire wire, Arrival arrival, ReadOnlyMemory<byte> read = default)
    {
        var connection = Enter(socket);
        Introduce(connection, arrival);
        if (!read.IsEmpty) connection.Transport = new Rewound(connection.Transport, read);
        if (!listeners[wire].Offer(connection)) connection.Abort();
    }

    /// <summary>Gives the socket away with the session that it has, and with records that are still to be sent.</summary>
    internal void HandOver(Socket socket, Wire wire, Arrival arrival, ReadOnlyMemory<byte> read, TlsLink link, byte[] unsent)
    {
        var connection = Enter(socket);
        Introduce(connection, arrival);
        var stream = new LinkStream(link, new JoinedStream(connection.Transport), unsent);
        new TlsSession(stream, connection.Transport, TlsTerms.Of(link)).Enter(connection);
        if (!read.IsEmpty) connection.Transport = new Rewound(connection.Transport, read);
        if (listeners[wire].Offer(connection)) return;
        stream.Dispose();
        connection.Abort();
    }

    /// <summary>Gives the socket away after a handshake. If nothing comes of that, it is closed.</summary>
    public async Task HandOverAsync(Socket socket, Arrival arrival, Handshake handshake, CancellationToken stopping)
    {
        var connection = Enter(socket);
        Introduce(connection, arrival);
        if (await handshake.RunAsync(connection, stopping) is { } session)
        {
            session.Enter(connection);
            if (listeners[session.Wire].Offer(connection)) return;
        }
        // In order, so that the client gets to know why.
        await connection.DisposeAsync();
    }

    /// <summary>By whose door it came in, and whom it is from.</summary>
    private static void Introduce(ConnectionContext connection, Arrival arrival)
    {
        connection.Features.Set(arrival);
        connection.RemoteEndPoint = new IPEndPoint(arrival.Client, (connection.RemoteEndPoint as IPEndPoint)?.Port ?? 0);
    }

    public void Dispose()
    {
        if (contexts.IsValueCreated) contexts.Value.Dispose();
    }

    private ConnectionContext Enter(Socket socket)
    {
        var connection = contexts.Value.Create(socket);
        Presence.Enter();
        // When the client has ended its side; what it still gets an answer to counts as a request.
        connection.ConnectionClosed.UnsafeRegister(static presence => ((Presence)presence!).Leave(), Presence);
        return connection;
    }

    private sealed class Listener(EndPoint endpoint) : IConnectionListener
    {
        private readonly Channel<ConnectionContext> offered =
            Channel.CreateUnbounded<ConnectionContext>(new UnboundedChannelOptions { SingleReader = true });

        public EndPoint EndPoint => endpoint;

        public bool Offer(ConnectionContext connection) => offered.Writer.TryWrite(connection);

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await offered.Reader.WaitToReadAsync(cancellationToken))
            {
                if (offered.Reader.TryRead(out var connection)) return connection;
            }
            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            offered.Writer.TryComplete();
            return default;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
