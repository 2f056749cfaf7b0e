using System.IO.Pipelines;
using Gantry.Edge.Tls;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Edge.Tls;

public sealed class HandshakeTests
{
    private readonly ManualTime time = new();

    [Fact]
    public async Task A_client_that_does_not_come_to_an_end_is_given_up()
    {
        using var shelf = new CertificateShelf(Path.GetTempPath(), "", time, NullLogger.Instance);
        var (incoming, outgoing) = (new Pipe(), new Pipe());
        var connection = new DefaultConnectionContext("one") { Transport = new Ends(incoming.Reader, outgoing.Writer) };
        await incoming.Writer.WriteAsync(new byte[] { 0x16, 0x03, 0x01 }, TestContext.Current.CancellationToken);
        var shaking = new Handshake(shelf, time).RunAsync(connection, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(shaking.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Null(await shaking.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    private sealed class Ends(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;
        public PipeWriter Output => output;
    }
}
