using System.Net.Sockets;
using System.Text;
using Gantry.Client.Http;

namespace Gantry.Tests.Client.Http;

/// <summary>RFC 9112 as far as a command needs it, against a server that sends bytes as they are and in pieces as they come.</summary>
public sealed class ExchangeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gantry-exchange-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "socket");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello and what is not of it")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;name=value\r\nllo\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n000005\r\nhello\r\n0\r\nTrailer: x\r\n\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    public async Task An_answer_is_read_whatever_its_framing_and_however_it_is_cut(string answer)
    {
        foreach (var piece in (int[])[1, 2, 3, 7, 4096])
        {
            var (status, content, _) = await AskAsync("GET", null, answer, piece);
            Assert.Equal((200, "hello"), (status, content));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhell")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello, longer\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfive\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/2 200\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n: no name\r\n\r\n")]
    public async Task An_answer_that_is_not_whole_or_not_one_is_an_error(string answer) =>
        await Assert.ThrowsAnyAsync<IOException>(() => AskAsync("GET", null, answer, 4096));

    [Fact]
    public async Task A_head_without_end_is_given_up_on() =>
        await Assert.ThrowsAsync<IOException>(() => AskAsync("GET", null, "HTTP/1.1 200 OK\r\nX: " + new string('x', 100_000), 4096));

    [Fact]
    public async Task A_request_says_how_long_it_is()
    {
        var (_, _, get) = await AskAsync("GET", null, "HTTP/1.1 204 No Content\r\n\r\n", 4096);
        Assert.Equal("GET /v1/x?a=b HTTP/1.1\r\nHost: gantryd\r\nConnection: close\r\n\r\n", get);
        var (_, _, empty) = await AskAsync("POST", null, "HTTP/1.1 204 No Content\r\n\r\n", 4096);
        Assert.Contains("\r\nContent-Length: 0\r\n\r\n", empty, StringComparison.Ordinal);
        var (_, _, post) = await AskAsync("POST", "{}", "HTTP/1.1 204 No Content\r\n\r\n", 4096);
        Assert.EndsWith("\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", post, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_told_as_it_is() =>
        await Assert.ThrowsAsync<SocketException>(() => Exchange.OpenAsync(Path, "GET", "", null, Cancel));

    private async Task<(int Status, string Content, string Request)> AskAsync(string method, string? json, string answer, int piece)
    {
        using var listening = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        File.Delete(Path);
        listening.Bind(new UnixDomainSocketEndPoint(Path));
        listening.Listen();
        var serving = ServeAsync(listening, json is null ? "\r\n\r\n" : json, answer, piece);
        using var exchange = await Exchange.OpenAsync(Path, method, "v1/x?a=b", json is null ? null : Encoding.ASCII.GetBytes(json), Cancel);
        using var content = new MemoryStream();
        await exchange.Content.CopyToAsync(content, Cancel);
        return (exchange.Head.Status, Encoding.ASCII.GetString(content.ToArray()), await serving);
    }

    /// <returns>The request, which is whole when it ends as told.</returns>
    private static async Task<string> ServeAsync(Socket listening, string end, string answer, int piece)
    {
        using var client = await listening.AcceptAsync(Cancel);
        var request = "";
        var buffer = new byte[4096];
        while (!request.EndsWith(end, StringComparison.Ordinal))
        {
            var read = await client.ReceiveAsync(buffer, Cancel);
            if (read == 0) break;
            request += Encoding.ASCII.GetString(buffer, 0, read);
        }

        try
        {
            foreach (var bytes in Encoding.ASCII.GetBytes(answer).Chunk(piece)) await client.SendAsync(bytes, Cancel);
        }
        catch (SocketException)
        {
            // Whoever has heard enough hangs up.
        }

        return request;
    }
}
