using System.Net.Sockets;
using System.Text;
using Gantry.Integration.Edge.Harness;

namespace Gantry.Integration.Edge;

/// <summary>What two programs could read in two ways is refused, and the connection with it.</summary>
public class StrictnessTests(StrictnessTests.Served served) : IClassFixture<StrictnessTests.Served>
{
    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n\r\nhello")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nhello")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n")]
    [InlineData("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloxx\r\n0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\nHost: x\n\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\nX-A: b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nX-A: b\r\n folded\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost : x\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")]
    [InlineData("what is this\r\n\r\n")]
    public async Task Ambiguous_requests_are_refused_and_the_connection_closed(string request)
    {
        var answer = await AskAsync(request);
        Assert.StartsWith("HTTP/1.1 400", answer);
        Assert.Equal(answer.IndexOf("HTTP/1.1", StringComparison.Ordinal), answer.LastIndexOf("HTTP/1.1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\nConnection: close\r\n\r\n")]
    public async Task No_tunnel_is_dug(string request) => Assert.StartsWith("HTTP/1.1 501", await AskAsync(request));

    [Fact]
    public async Task A_sound_request_in_the_same_words_is_served() =>
        Assert.Contains("hello", await AskAsync("POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"));

    private async Task<string> AskAsync(string request)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(served.Edge.Http);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.ASCII);
        using var deadline = new CancellationTokenSource(EdgeUnderTest.Patience);
        return await reader.ReadToEndAsync(deadline.Token);
    }

    public class Served : IAsyncLifetime
    {
        private Backend one = null!;

        internal EdgeUnderTest Edge { get; private set; } = null!;

        protected virtual string Lane => EdgeUnderTest.Fast;

        public async ValueTask InitializeAsync()
        {
            Edge = await EdgeUnderTest.StartAsync(Lane);
            one = await Backend.StartAsync("one");
            await Edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(one)));
        }

        public async ValueTask DisposeAsync()
        {
            await Edge.DisposeAsync();
            await one.DisposeAsync();
        }
    }
}
