using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Control;
using Gantry.Engine.Docker.Wire;
using Gantry.Resources;

namespace Gantry.Engine.Docker;

/// <summary>Requests and answers over the engine's socket. Knows HTTP and JSON, and nothing of what is asked.</summary>
internal sealed class DockerApi : IDisposable
{
    /// <summary>The newest version of the interface that this was written for, and the oldest.</summary>
    private static readonly Version Newest = new(1, 47), Oldest = new(1, 41);

    /// <summary>For calls that only look or write down. What takes long says so.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly ILease _lease;
    private EngineInfo? _info;

    public DockerApi(EngineAddress address, TimeProvider time, ILease lease)
    {
        (Address, _time, _lease) = (address, time, lease);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = (_, cancel) => address.ConnectAsync(cancel),
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://engine/"), Timeout = System.Threading.Timeout.InfiniteTimeSpan };
    }

    public EngineAddress Address { get; }

    public TimeProvider Time => _time;

    /// <summary>The labels of something that is about to be made, with who makes it.</summary>
    public IReadOnlyDictionary<string, string> Marked(IReadOnlyDictionary<string, string> labels) => _lease.Fence == 0 ? labels
        : new SortedDictionary<string, string>(labels.ToDictionary(), StringComparer.Ordinal) { [GantryLabels.Fence] = _lease.Fence.ToString(CultureInfo.InvariantCulture) };

    public void Dispose() => _http.Dispose();

    /// <summary>Asks once, and again after the engine was away: it may come back as another version.</summary>
    public async Task<EngineInfo> InfoAsync(CancellationToken cancel)
    {
        if (_info is { } known) return known;
        var answer = await WithinAsync(Patience, async within =>
        {
            using var response = await SendAsync(HttpMethod.Get, "version", null, within);
            return await ReadAsync(response, DockerJson.Default.VersionJson, within);
        }, cancel);
        if (!Version.TryParse(answer.Value?.ApiVersion, out var newest)) throw NotUnderstood("It answers /version with something else.");
        var oldest = Version.TryParse(answer.Value.MinAPIVersion, out var min) ? min : Oldest;
        var spoken = newest < Newest ? newest : Newest;
        if (spoken < Oldest || spoken < oldest)
        {
            throw new EngineUnavailableException(new Problem(Address.Text, EngineCodes.TooOld,
                $"The container engine speaks versions {oldest} to {newest} of its interface; {Oldest} to {Newest} are understood here.",
                newest < Oldest ? "Install Docker 20.10 or newer, or Podman 4 or newer." : "Install a newer Gantry."));
        }
        var podman = answer.Value.Components?.Any(c => c.Name?.StartsWith("Podman", StringComparison.Ordinal) == true) == true;
        return _info = new EngineInfo(podman ? "Podman" : "Docker", answer.Value.Version ?? "", spoken.ToString(), Address.Text);
    }

    /// <summary>Whether it answers now, and who.</summary>
    public async Task<EngineInfo> PingAsync(CancellationToken cancel)
    {
        using var response = await WithinAsync(TimeSpan.FromSeconds(5), within => SendAsync(HttpMethod.Get, "_ping", null, within), cancel);
        return await InfoAsync(cancel);
    }

    /// <summary>Calls and reads the answer as <typeparamref name="T"/>; a failing status is in the answer, not an exception.</summary>
    public Task<ApiAnswer<T>> CallAsync<T>(HttpMethod method, string path, HttpContent? body, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class => WithinAsync(Patience, async within =>
    {
        using var response = await SpokenAsync(method, path, body, within);
        return await ReadAsync(response, type, within);
    }, cancel);

    /// <summary>Calls where only the status counts.</summary>
    public Task<ApiAnswer> CallAsync(HttpMethod method, string path, HttpContent? body, TimeSpan? patience, CancellationToken cancel) =>
        WithinAsync(patience ?? Patience, async within =>
        {
            using var response = await SpokenAsync(method, path, body, within);
            var status = (int)response.StatusCode;
            return new ApiAnswer(status, status < 400 ? "" : await MessageAsync(response, within));
        }, cancel);

    /// <summary>Calls and leaves the answer's body to be read as a stream, in the caller's own time.</summary>
    public Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path, HttpContent? body, TimeSpan patience, CancellationToken cancel) =>
        WithinAsync(patience, within => SpokenAsync(method, path, body, within), cancel);

    public static HttpContent Json<T>(T value, JsonTypeInfo<T> type) =>
        new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    /// <summary>What the engine says is wrong.</summary>
    public async Task<string> MessageAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var text = await GuardAsync(() => response.Content.ReadAsStringAsync(cancel), cancel);
        try
        {
            return JsonSerializer.Deserialize(text, DockerJson.Default.ErrorJson)?.Message ?? text;
        }
        catch (JsonException)
        {
            return text.Trim();
        }
    }

    /// <summary>Runs something that reads from the engine; when that breaks, the engine is unavailable.</summary>
    public async Task<T> GuardAsync<T>(Func<Task<T>> read, CancellationToken cancel)
    {
        try
        {
            return await read();
        }
        catch (Exception broken) when (IsBroken(broken, cancel))
        {
            _info = null;
            throw Address.Unavailable(broken);
        }
    }

    private static bool IsBroken(Exception e, CancellationToken cancel) =>
        // What goes wrong while a body is made comes wrapped as well, and is not the engine's fault.
        e is HttpRequestException { InnerException: null or IOException or SocketException } or IOException or SocketException
        || (e is OperationCanceledException && !cancel.IsCancellationRequested);

    /// <summary>In the version of the interface that both sides speak.</summary>
    private async Task<HttpResponseMessage> SpokenAsync(HttpMethod method, string path, HttpContent? body, CancellationToken within)
    {
        var info = await InfoAsync(within);
        return await SendAsync(method, $"v{info.Api}/{path}", body, within);
    }

    /// <summary>Until the head of the answer is there.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken within)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        // As late as can be: whoever was stopped for a while since it decided must not act any more.
        if (method != HttpMethod.Get) _lease.ThrowIfDeposed();
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, within);
    }

    /// <summary>An engine that takes longer is unavailable.</summary>
    private async Task<T> WithinAsync<T>(TimeSpan patience, Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        return await GuardAsync(() => call(both.Token), cancel);
    }

    private async Task<ApiAnswer<T>> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancel) where T : class
    {
        var status = (int)response.StatusCode;
        if (status >= 400) return new ApiAnswer<T>(status, await MessageAsync(response, cancel), null);
        var bytes = await GuardAsync(() => response.Content.ReadAsByteArrayAsync(cancel), cancel);
        try
        {
            return new ApiAnswer<T>(status, "", JsonSerializer.Deserialize(bytes, type));
        }
        catch (JsonException e)
        {
            throw NotUnderstood(e.Message);
        }
    }

    private EngineUnavailableException NotUnderstood(string why) => new(new Problem(Address.Text, EngineCodes.NotUnderstood,
        $"What listens at {Address.Text} does not answer like a container engine. {why}",
        "Set DOCKER_HOST to the socket of Docker or Podman."));
}

internal readonly record struct ApiAnswer(int Status, string Message)
{
    public bool Failed => Status >= 400;
    public bool Missing => Status == 404;
}

internal readonly record struct ApiAnswer<T>(int Status, string Message, T? Value) where T : class
{
    public bool Failed => Status >= 400 || Value is null;
    public bool Missing => Status == 404;
}
