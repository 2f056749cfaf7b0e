using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Client.Http;
using Gantry.Resources;

namespace Gantry.Client;

/// <summary>JSON and JSON lines over HTTP over a Unix socket. Turns every way of failing into the two that callers tell apart.</summary>
internal sealed class Wire(string socket)
{
    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using var answer = await SendAsync("GET", path, null, cancel);
        return await ReadAsync(answer, type, cancel);
    }

    public Task<TAnswer> PostAsync<TBody, TAnswer>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> type, CancellationToken cancel) =>
        AnsweredAsync("POST", path, body, bodyType, type, cancel);

    public Task<TAnswer> PutAsync<TBody, TAnswer>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> type, CancellationToken cancel) =>
        AnsweredAsync("PUT", path, body, bodyType, type, cancel);

    private async Task<TAnswer> AnsweredAsync<TBody, TAnswer>(
        string method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> type, CancellationToken cancel)
    {
        using var answer = await SendAsync(method, path, JsonSerializer.SerializeToUtf8Bytes(body, bodyType), cancel);
        return await ReadAsync(answer, type, cancel);
    }

    /// <summary>For what has no body.</summary>
    public async Task<T> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using var answer = await SendAsync("POST", path, null, cancel);
        return await ReadAsync(answer, type, cancel);
    }

    /// <summary>For an answer that is no JSON; the caller disposes of it.</summary>
    public Task<Exchange> OpenAsync(string path, CancellationToken cancel) => SendAsync("GET", path, null, cancel);

    /// <summary>For what has neither a body nor an answer.</summary>
    public async Task SendAsync(string method, string path, CancellationToken cancel)
    {
        using var answer = await SendAsync(method, path, null, cancel);
    }

    public IAsyncEnumerable<T> LinesAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel) => AnsweredLinesAsync("GET", path, null, type, cancel);

    /// <summary>For a request that is not only a read and has no body.</summary>
    public IAsyncEnumerable<T> PostedLinesAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel) => AnsweredLinesAsync("POST", path, null, type, cancel);

    public IAsyncEnumerable<T> LinesAsync<TBody, T>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancel) =>
        AnsweredLinesAsync("POST", path, JsonSerializer.SerializeToUtf8Bytes(body, bodyType), type, cancel);

    private async IAsyncEnumerable<T> AnsweredLinesAsync<T>(
        string method, string path, byte[]? json, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var answer = await SendAsync(method, path, json, cancel);
        using var reader = new StreamReader(answer.Content);
        while (await AwayAsync(() => reader.ReadLineAsync(cancel).AsTask(), cancel) is { } line)
        {
            // An empty line only says that the stream is alive.
            if (line.Length > 0) yield return JsonSerializer.Deserialize(line, type)!;
        }
    }

    private async Task<Exchange> SendAsync(string method, string path, byte[]? json, CancellationToken cancel)
    {
        var answer = await AwayAsync(() => Exchange.OpenAsync(socket, method, path, json, cancel), cancel);
        if (answer.Head.IsSuccess) return answer;
        using (answer)
            throw new RefusedException(await DetailsAsync(path, answer, cancel));
    }

    private async Task<ProblemDetails> DetailsAsync(string path, Exchange answer, CancellationToken cancel)
    {
        var text = await ReadAsync(answer, cancel);
        if (answer.Head.Type == "application/problem+json")
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
            Title = $"{answer.Head.Status} {answer.Head.Reason}",
            Status = answer.Head.Status,
            Problems = [new Problem("/" + path.Split('?')[0], "platform.unexpected-answer",
                $"The platform answered {answer.Head.Status} without saying why.",
                answer.Head.Status == 404
                    ? "It may be of another version: gantry platform stop, then gantry platform start."
                    : "See the platform's log: gantry platform status names its directory.")],
        };
    }

    private async Task<T> ReadAsync<T>(Exchange answer, JsonTypeInfo<T> type, CancellationToken cancel) =>
        JsonSerializer.Deserialize(await ReadAsync(answer, cancel), type)!;

    private Task<byte[]> ReadAsync(Exchange answer, CancellationToken cancel) => AwayAsync(async () =>
    {
        using var whole = new MemoryStream();
        await answer.Content.CopyToAsync(whole, cancel);
        return whole.ToArray();
    }, cancel);

    private async Task<T> AwayAsync<T>(Func<Task<T>> io, CancellationToken cancel)
    {
        try
        {
            return await io();
        }
        catch (Exception broken) when (broken is IOException or SocketException && !cancel.IsCancellationRequested)
        {
            throw new PlatformAwayException(socket, broken);
        }
    }
}
