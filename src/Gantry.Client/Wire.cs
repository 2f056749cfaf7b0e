using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Resources;

namespace Gantry.Client;

/// <summary>JSON and JSON lines over HTTP over a Unix socket. Turns every way of failing into the two that callers tell apart.</summary>
internal sealed class Wire(string socket) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        ConnectCallback = async (_, cancel) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancel);
                return new NetworkStream(connection, ownsSocket: true);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        },
    })
    {
        BaseAddress = new Uri("http://gantryd/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancel);
        return await ReadAsync(answer, type, cancel);
    }

    public async Task<TAnswer> PostAsync<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> type, CancellationToken cancel)
    {
        using var answer = await SendAsync(Post(path, body, bodyType), cancel);
        return await ReadAsync(answer, type, cancel);
    }

    /// <summary>For an answer that is no JSON; the caller disposes of it.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancel) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancel);

    /// <summary>For what has neither a body nor an answer.</summary>
    public async Task SendAsync(HttpMethod method, string path, CancellationToken cancel)
    {
        using var answer = await SendAsync(new HttpRequestMessage(method, path), cancel);
    }

    public IAsyncEnumerable<T> LinesAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel) =>
        LinesAsync(() => new HttpRequestMessage(HttpMethod.Get, path), type, cancel);

    public IAsyncEnumerable<T> LinesAsync<TBody, T>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancel) =>
        LinesAsync(() => Post(path, body, bodyType), type, cancel);

    private async IAsyncEnumerable<T> LinesAsync<T>(
        Func<HttpRequestMessage> request, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var answer = await SendAsync(request(), cancel);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel));
        while (await AwayAsync(() => reader.ReadLineAsync(cancel).AsTask(), cancel) is { } line)
        {
            // An empty line only says that the stream is alive.
            if (line.Length > 0) yield return JsonSerializer.Deserialize(line, type)!;
        }
    }

    private static HttpRequestMessage Post<T>(string path, T body, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var answer = await AwayAsync(() => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel), cancel);
        if (answer.IsSuccessStatusCode) return answer;
        using (answer)
            throw new RefusedException(await DetailsAsync(request, answer, cancel));
    }

    private async Task<ProblemDetails> DetailsAsync(HttpRequestMessage request, HttpResponseMessage answer, CancellationToken cancel)
    {
        var text = await AwayAsync(() => answer.Content.ReadAsStringAsync(cancel), cancel);
        if (answer.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            try
            {
                return JsonSerializer.Deserialize(text, GantryJson.Default.ProblemDetails)!;
            }
            catch (JsonException)
            {
                // Said below: an answer that nobody can read is reported by its status.
            }
        }

        return new ProblemDetails
        {
            Title = $"{(int)answer.StatusCode} {answer.ReasonPhrase}",
            Status = (int)answer.StatusCode,
            Problems = [new Problem(request.RequestUri!.AbsolutePath, "platform.unexpected-answer",
                $"The platform answered {(int)answer.StatusCode} without saying why.",
                answer.StatusCode == HttpStatusCode.NotFound
                    ? "It may be of another version: gantry platform stop, then gantry platform start."
                    : "See the platform's log: gantry platform status names its directory.")],
        };
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        var bytes = await AwayAsync(() => answer.Content.ReadAsByteArrayAsync(cancel), cancel);
        return JsonSerializer.Deserialize(bytes, type)!;
    }

    private async Task<T> AwayAsync<T>(Func<Task<T>> io, CancellationToken cancel)
    {
        try
        {
            return await io();
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException && !cancel.IsCancellationRequested)
        {
            throw new PlatformAwayException(socket, broken);
        }
    }

    public void Dispose() => _http.Dispose();
}
