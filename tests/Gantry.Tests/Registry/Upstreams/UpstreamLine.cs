using System.Collections.Concurrent;
using System.Net;

namespace Gantry.Tests.Registry.Upstreams;

/// <summary>The line to an upstream, as a test wants it: counted, held, cut, or with something else at its end.</summary>
internal sealed class UpstreamLine() : DelegatingHandler(new SocketsHttpHandler { UseCookies = false })
{
    public ConcurrentQueue<string> Requests { get; } = [];

    public bool IsCut { get; set; }

    /// <summary>What bodies of blobs wait for before their second half comes.</summary>
    public Task? Hold { get; set; }

    /// <summary>The last byte of blobs is another.</summary>
    public bool Alters { get; set; }

    public int Count(string method, string part) => Requests.Count(r => r.StartsWith(method + " ", StringComparison.Ordinal) && r.Contains(part, StringComparison.Ordinal));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Enqueue($"{request.Method} {request.RequestUri!.PathAndQuery}");
        if (IsCut) throw new HttpRequestException("The line is cut.");
        var answer = await base.SendAsync(request, cancellationToken);
        if (request.Method != HttpMethod.Get || answer.StatusCode != HttpStatusCode.OK || !request.RequestUri.AbsolutePath.Contains("/blobs/", StringComparison.Ordinal)) return answer;
        var content = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        if (Alters) content[^1] ^= 1;
        var slow = new StreamContent(new Held(content, Hold ?? Task.CompletedTask));
        slow.Headers.ContentLength = content.Length;
        answer.Content = slow;
        return answer;
    }

    private sealed class Held(byte[] content, Task hold) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var half = Length / 2;
            if (Position >= half) await hold.WaitAsync(cancellationToken);
            else if (buffer.Length > half - Position) buffer = buffer[..(int)(half - Position)];
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
