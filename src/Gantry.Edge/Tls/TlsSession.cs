using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gantry.Edge.Decisions;
using Gantry.Edge.Tls.Clients;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Gantry.Edge.Tls;

/// <summary>What was agreed on with a client, and the connection inside of it. The HTTP server asks it as a feature of the connection.</summary>
public sealed class TlsSession : IDuplexPipe, ITlsConnectionFeature, ITlsHandshakeFeature, ITlsApplicationProtocolFeature
{
    /// <summary>As much as one record holds.</summary>
    private const int Chunk = 16 * 1024;

    /// <summary>A client that does not take our goodbye does without.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly Stream stream;
    private readonly IDuplexPipe outside;
    private readonly TlsTerms terms;
    private readonly Func<Task> sayGoodbye;

    internal TlsSession(SslStream stream, IDuplexPipe outside, ClientProof? proof) : this(stream, outside, TlsTerms.Of(stream) with { Proof = proof }, stream.ShutdownAsync)
    {
    }

    internal TlsSession(LinkStream stream, IDuplexPipe outside, TlsTerms terms) : this(stream, outside, terms, stream.ShutdownAsync)
    {
    }

    private TlsSession(Stream stream, IDuplexPipe outside, TlsTerms terms, Func<Task> sayGoodbye)
    {
        (this.stream, this.outside, this.terms, this.sayGoodbye) = (stream, outside, terms, sayGoodbye);
        // Who has nothing to say holds no buffer.
        Input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: Chunk, useZeroByteReads: true, leaveOpen: true));
        Output = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: Chunk, leaveOpen: true));
    }

    public PipeReader Input { get; }
    public PipeWriter Output { get; }
    public Wire Wire => terms.Wire;
    public ReadOnlyMemory<byte> ApplicationProtocol => terms.Spoken.Protocol;
    public SslProtocols Protocol => terms.Version;
    public TlsCipherSuite? NegotiatedCipherSuite => terms.Suite;
    public string HostName => terms.HostName;

    /// <summary>Nobody asks: what a client has shown is in its <see cref="ClientProof"/>.</summary>
    public X509Certificate2? ClientCertificate { get; set; }

#pragma warning disable SYSLIB0058 // Asked for by the interface; the suite says it all.
    public CipherAlgorithmType CipherAlgorithm => CipherAlgorithmType.None;
    public int CipherStrength => 0;
    public HashAlgorithmType HashAlgorithm => HashAlgorithmType.None;
    public int HashStrength => 0;
    public ExchangeAlgorithmType KeyExchangeAlgorithm => ExchangeAlgorithmType.None;
    public int KeyExchangeStrength => 0;
#pragma warning restore SYSLIB0058

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult<X509Certificate2?>(null);

    /// <summary>Puts itself between the connection and whoever uses it from now on.</summary>
    internal void Enter(ConnectionContext connection)
    {
        connection.Transport = this;
        connection.Features.Set(this);
        connection.Features.Set(terms.Proof);
        connection.Features.Set<ITlsConnectionFeature>(this);
        connection.Features.Set<ITlsHandshakeFeature>(this);
        connection.Features.Set<ITlsApplicationProtocolFeature>(this);
    }

    /// <summary>Says goodbye when the connection has been served; of one without TLS nothing.</summary>
    internal static ConnectionDelegate Around(ConnectionDelegate serve) => connection =>
        connection.Features.Get<TlsSession>() is { } session ? session.ServeAsync(serve, connection) : serve(connection);

    private async Task ServeAsync(ConnectionDelegate serve, ConnectionContext connection)
    {
        try
        {
            await serve(connection);
            await Input.CompleteAsync();
            await Output.CompleteAsync();
            if (!connection.ConnectionClosed.IsCancellationRequested) await sayGoodbye().WaitAsync(Farewell);
        }
        catch (Exception end) when (end is IOException or InvalidOperationException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            // It has gone, or it does not listen.
        }
        finally
        {
            connection.Transport = outside;
            await stream.DisposeAsync();
        }
    }
}
