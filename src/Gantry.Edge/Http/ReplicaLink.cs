using System.Net;
using System.Net.Sockets;
using System.Text;
using Gantry.Edge.Routing;
using Gantry.Edge.Tcp;

namespace Gantry.Edge.Http;

/// <summary>The HTTP connections to one replica.</summary>
public sealed class ReplicaLink : IDisposable
{
    /// <summary>
    /// Servers close idle connections without a word, some after two seconds; a request that meets the closing is lost. So the
    /// edge closes first. Connecting anew costs less than a tenth of a millisecond here.
    /// </summary>
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(1);

    private static readonly HttpRequestOptionsKey<long> Limit = new("connect");

    private readonly HttpMessageInvoker invoker;

    private ReplicaLink(TimeProvider time) => invoker = new HttpMessageInvoker(new SocketsHttpHandler
    {
        UseCookies = false,
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
        PooledConnectionIdleTimeout = IdleLimit,
        MaxResponseHeadersLength = 128,
        // Header values are bytes to a proxy.
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ConnectCallback = async (context, cancellation) => new NetworkStream(
            await Dial.ConnectAsync(new IPEndPoint(IPAddress.Parse(context.DnsEndPoint.Host), context.DnsEndPoint.Port), time, cancellation, LimitOf(context.InitialRequestMessage)),
            ownsSocket: true),
    });

    public static ReplicaLink To(ReplicaGauge gauge, TimeProvider time) => gauge.Attached(() => new ReplicaLink(time));

    /// <summary>Says how long it may take to connect for the request.</summary>
    public static void Within(HttpRequestMessage request, long milliseconds) => request.Options.Set(Limit, milliseconds);

    private static TimeSpan LimitOf(HttpRequestMessage request) => request.Options.TryGetValue(Limit, out var limit) ? TimeSpan.FromMilliseconds(limit) : Dial.Limit;

    /// <summary>Returns with the head of the response; its body is still to be read.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) =>
        invoker.SendAsync(request, cancellation);

    public void Dispose() => invoker.Dispose();
}
