using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gantry.Integration.Edge.Takeover;

/// <summary>
/// A client on a kept connection that asks now and then and tries nothing twice: a connection that ends without having said so before is a
/// request lost.
/// </summary>
internal sealed class PoliteClient(IPEndPoint edge, TimeSpan pause)
{
    private static readonly byte[] Request = "POST /echo HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 4\r\n\r\nonce"u8.ToArray();

    /// <summary>So many answers said that the connection ends with them.</summary>
    public int Goodbyes { get; private set; }
    public int Answers { get; private set; }

    /// <returns>What was lost.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken over)
    {
        var lost = new List<string>();
        using var turn = new PeriodicTimer(pause);
        var socket = await ConnectAsync();
        while (!over.IsCancellationRequested)
        {
            await turn.WaitForNextTickAsync(CancellationToken.None);
            var answer = await AskAsync(socket);
            if (answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)) Answers++;
            else lost.Add($"after {Answers} answers: \"{answer}\"");
            if (!answer.Contains("Connection: close", StringComparison.OrdinalIgnoreCase) && answer.Length > 0) continue;
            Goodbyes++;
            socket.Dispose();
            socket = await ConnectAsync();
        }
        socket.Dispose();
        return lost;
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(edge);
        return socket;
    }

    private static async Task<string> AskAsync(Socket socket)
    {
        var answer = "";
        try
        {
            await socket.SendAsync(Request);
            var buffer = new byte[4096];
            // As a chunk by the one lane, by its length from the other.
            while (!answer.Contains("once", StringComparison.Ordinal) || (answer.Contains("chunked", StringComparison.Ordinal) && !answer.EndsWith("0\r\n\r\n", StringComparison.Ordinal)))
            {
                var length = await socket.ReceiveAsync(buffer);
                if (length == 0) break;
                answer += Encoding.ASCII.GetString(buffer, 0, length);
            }
        }
        catch (SocketException)
        {
            // As an end without an answer.
        }
        return answer;
    }
}
