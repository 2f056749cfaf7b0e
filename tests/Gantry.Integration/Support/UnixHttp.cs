using System.Net.Sockets;

namespace Gantry.Integration.Support;

/// <summary>HTTP over a Unix socket.</summary>
public static class UnixHttp
{
    public static HttpClient Client(string path, TimeSpan timeout) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, cancel) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://socket/"), Timeout = timeout };
}
