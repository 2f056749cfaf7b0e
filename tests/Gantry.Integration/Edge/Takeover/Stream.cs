using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Gantry.Integration.Edge.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Edge.Takeover;

/// <summary>A conversation that goes on over the end of the edge that it began with.</summary>
internal interface IStream : IAsyncDisposable
{
    /// <summary>Says something and hears it back.</summary>
    Task TalkAsync(string text);
}

internal sealed class WebSocketStream(ClientWebSocket socket) : IStream
{
    public static async Task<IStream> OpenAsync(EdgeUnderTest edge)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{edge.Http}/ws"), CancellationToken.None);
        return new WebSocketStream(socket);
    }

    public async Task TalkAsync(string text) => Assert.Equal(text, await socket.SayAsync(text));

    public async ValueTask DisposeAsync()
    {
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None);
        socket.Dispose();
    }
}

/// <summary>A gRPC call in which both sides speak: HTTP/2, a body without end each way, trailers at its end.</summary>
internal sealed class GrpcStream : HttpContent, IStream
{
    private readonly TaskCompletionSource<System.IO.Stream> sending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient client = new();
    private HttpResponseMessage answer = null!;
    private System.IO.Stream hearing = null!;

    public static async Task<IStream> OpenAsync(EdgeUnderTest edge)
    {
        var call = new GrpcStream();
        call.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(edge.Url, "/grpc"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = call,
            Headers = { { "TE", "trailers" } },
        };
        var answering = call.client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var sent = await call.sending.Task;
        await sent.WriteAsync("begin"u8.ToArray());
        await sent.FlushAsync();
        call.answer = await answering;
        call.hearing = await call.answer.Content.ReadAsStreamAsync();
        await call.HearAsync("begin");
        return call;
    }

    public async Task TalkAsync(string text)
    {
        var sent = await sending.Task;
        await sent.WriteAsync(Encoding.ASCII.GetBytes(text));
        await sent.FlushAsync();
        await HearAsync(text);
    }

    public async ValueTask DisposeAsync()
    {
        over.SetResult();
        Assert.Equal(0, await hearing.ReadAsync(new byte[1]));
        Assert.Equal("0", answer.TrailingHeaders.GetValues("grpc-status").Single());
        client.Dispose();
    }

    protected override async Task SerializeToStreamAsync(System.IO.Stream stream, TransportContext? context)
    {
        sending.SetResult(stream);
        await over.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }

    private async Task HearAsync(string text)
    {
        var bytes = new byte[text.Length];
        await hearing.ReadExactlyAsync(bytes);
        Assert.Equal(text, Encoding.ASCII.GetString(bytes));
    }
}
