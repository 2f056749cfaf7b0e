using System.Net;
using System.Net.Sockets;
using System.Text;
using Gantry.Edge.Listening;

namespace Gantry.Tests.Edge.Listening;

public sealed class PortListenerTests
{
    private const int IpProtoTcp = 6, TcpCongestion = 13;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connections_from_this_machine_inherit_what_costs_least_and_others_what_the_machine_has(bool isLocal)
    {
        using var usual = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var listener = PortListener.Open(new IPEndPoint(IPAddress.Loopback, 0), shared: false, isLocal);
        var accepted = new TaskCompletionSource<Socket>();
        using var asked = new Socket(new SafeSocketHandle(listener.Handle.DangerousGetHandle(), ownsHandle: false));
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)asked.LocalEndPoint!, TestContext.Current.CancellationToken);
        listener.Start((socket, _) => accepted.TrySetResult(socket), TimeProvider.System);
        using var one = await accepted.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(isLocal ? "reno" : FlowOf(usual), FlowOf(one));
    }

    private static string FlowOf(Socket socket)
    {
        var name = new byte[16];
        _ = socket.GetRawSocketOption(IpProtoTcp, TcpCongestion, name);
        return Encoding.ASCII.GetString(name).TrimEnd('\0');
    }
}
