using System.Net;
using System.Net.Sockets;
using Gantry.Edge.Takeover;

namespace Gantry.Tests.Edge.Takeover;

public sealed class HandlePassingTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly Socket one = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Socket two;

    public HandlePassingTests()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        one.Connect(new UnixDomainSocketEndPoint(path));
        two = listener.Accept();
    }

    public void Dispose()
    {
        one.Dispose();
        two.Dispose();
        File.Delete(path);
    }

    [Fact]
    public void A_listening_socket_that_was_passed_accepts_what_waits_though_the_other_was_closed()
    {
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (var given = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            given.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            given.Listen();
            client.Connect(given.LocalEndPoint!);
            HandlePassing.Send(one, [(int)given.Handle]);
        }
        using var taken = new Socket(new SafeSocketHandle(HandlePassing.Receive(two, 1)[0], ownsHandle: true));
        using var accepted = taken.Accept();
        Assert.Equal(((IPEndPoint)client.LocalEndPoint!).Port, ((IPEndPoint)accepted.RemoteEndPoint!).Port);
    }

    [Fact]
    public async Task More_than_one_message_takes_arrive_in_their_order()
    {
        const int Count = 450;
        Socket[] sockets = [.. Enumerable.Range(0, Count).Select(_ =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return socket;
        })];
        var sending = Task.Run(() => HandlePassing.Send(one, [.. sockets.Select(socket => (int)socket.Handle)]), TestContext.Current.CancellationToken);
        var handles = HandlePassing.Receive(two, Count);
        await sending;
        for (var i = 0; i < Count; i++)
        {
            using var taken = new Socket(new SafeSocketHandle(handles[i], ownsHandle: true));
            Assert.Equal(sockets[i].LocalEndPoint, taken.LocalEndPoint);
            sockets[i].Dispose();
        }
    }

    [Fact]
    public void An_end_in_between_is_an_error()
    {
        one.Dispose();
        Assert.Throws<IOException>(() => HandlePassing.Receive(two, 1));
    }
}
