using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Gantry.Integration.Edge.Harness;

namespace Gantry.Integration.Edge.Tls;

/// <summary>A session that begins on a loop and goes on in the general lane.</summary>
public sealed class HandedOverTests : TlsTest
{
    private const string Usual = "GET /head HTTP/1.1\r\nHost: shop.test\r\n\r\n";
    private const string Unusual = "POST /echo HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";

    /// <summary>The kind of record that a goodbye is, where it can be seen from outside (RFC 5246, 6.2.1).</summary>
    private const byte Alert = 21;

    private Wire? wire;

    [Fact]
    public async Task Requests_before_and_after_an_unusual_one_are_answered_on_one_connection()
    {
        await using var client = await ConnectAsync();
        foreach (var (said, heard) in new[] { (Usual, "Got-Target"), (Usual, "Got-Target"), (Unusual, "hello"), (Usual, "Got-Target") })
        {
            await client.WriteAsync(Encoding.ASCII.GetBytes(said));
            var answer = await HearAsync(client, heard);
            Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
            Assert.Contains("Strict-Transport-Security: max-age=31536000", answer, StringComparison.Ordinal);
            if (said == Usual) Assert.Contains("Got-X-Forwarded-Proto: https", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_comes_in_one_record_with_it_is_not_lost()
    {
        await using var client = await ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(Usual + Unusual + Usual));
        var answers = await HearAsync(client, "hello", 3);
        Assert.Equal(3, answers.Split("HTTP/1.1 200").Length - 1);
    }

    [Fact]
    public async Task Both_lanes_say_goodbye_before_they_close()
    {
        foreach (var said in new[] { Usual, Unusual })
        {
            await using var client = await ConnectAsync(SslProtocols.Tls12);
            await client.WriteAsync(Encoding.ASCII.GetBytes(said.Replace("\r\nHost", "\r\nConnection: close\r\nHost", StringComparison.Ordinal)));
            using var all = new MemoryStream();
            await client.CopyToAsync(all);
            Assert.StartsWith("HTTP/1.1 200", Encoding.Latin1.GetString(all.ToArray()), StringComparison.Ordinal);
            Assert.Equal(Alert, wire!.LastRecord());
        }
    }

    [Fact]
    public async Task A_body_of_any_size_goes_through_what_was_handed_over()
    {
        var body = new byte[2_000_000];
        new Random(3).NextBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"https://{Shop}/echo") { Content = new StreamContent(new MemoryStream(body)) };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(body, await answer.Content.ReadAsByteArrayAsync());
    }

    private async Task<SslStream> ConnectAsync(SslProtocols versions = SslProtocols.None)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Edge.Https);
        wire = new Wire(socket);
        var stream = new SslStream(wire, false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync(Shop, null, versions, false);
        return stream;
    }

    private static async Task<string> HearAsync(SslStream client, string wanted, int times = 1)
    {
        using var deadline = new CancellationTokenSource(EdgeUnderTest.Patience);
        var (heard, buffer) = ("", new byte[16 * 1024]);
        while (!heard.Contains(wanted, StringComparison.Ordinal) || heard.Split("HTTP/1.1 200").Length <= times || !heard.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var got = await client.ReadAsync(buffer, deadline.Token);
            Assert.True(got > 0, heard);
            heard += Encoding.Latin1.GetString(buffer, 0, got);
        }
        return heard;
    }

    /// <summary>Keeps what was received as it was on the wire.</summary>
    private sealed class Wire(Socket socket) : NetworkStream(socket, ownsSocket: true)
    {
        private readonly MemoryStream seen = new();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var got = await base.ReadAsync(buffer, cancellationToken);
            seen.Write(buffer.Span[..got]);
            return got;
        }

        public byte LastRecord()
        {
            var (bytes, at, last) = (seen.ToArray(), 0, (byte)0);
            for (; at < bytes.Length; at += 5 + (bytes[at + 3] << 8) + bytes[at + 4]) last = bytes[at];
            return last;
        }
    }
}
