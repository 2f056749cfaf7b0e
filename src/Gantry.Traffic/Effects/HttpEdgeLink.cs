using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Edges;
using Gantry.Resources.Traffic;

namespace Gantry.Traffic.Effects;

/// <summary>The control API of an edge on its Unix socket.</summary>
public sealed class HttpEdgeLink : IEdgeLink, IDisposable
{
    private readonly HttpClient _http;

    public HttpEdgeLink(string socket) => _http = new HttpClient(new SocketsHttpHandler
    {
        UseProxy = false,
        // A connection that is kept would go on leading to a process that another has taken over from.
        PooledConnectionLifetime = TimeSpan.Zero,
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
        BaseAddress = new Uri("http://edge"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async ValueTask<EdgeReport> ApplyAsync(TrafficSnapshot snapshot, TrafficSnapshot? served, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            if (served is not null)
            {
                var change = SnapshotChange.Between(served, snapshot);
                using var patched = await AskAsync(() => _http.PatchAsJsonAsync("/snapshot", change, GantryJson.Default.SnapshotChange, limit.Token));
                if (patched.StatusCode == HttpStatusCode.OK) return await ReportAsync(patched, limit.Token);
                // Whatever it has against the difference, it says of the whole too, if that is wrong.
            }
            using var answer = await AskAsync(() => _http.PutAsJsonAsync("/snapshot", snapshot, GantryJson.Default.TrafficSnapshot, limit.Token));
            if (answer.StatusCode == HttpStatusCode.OK) return await ReportAsync(answer, limit.Token);
            throw new EdgeUnavailableException($"The edge refuses the routes ({(int)answer.StatusCode}): {await answer.Content.ReadAsStringAsync(limit.Token)}");
        }
        catch (Exception e) when (Away(e, cancel))
        {
            throw new EdgeUnavailableException("The edge does not answer.", e);
        }
    }

    public async IAsyncEnumerable<EdgeReport> ReportsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        using var answer = await OpenAsync(cancel);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel));
        while (await LineAsync(lines, cancel) is { } line)
        {
            if (line.Length > 0) yield return JsonSerializer.Deserialize(line, GantryJson.Default.EdgeReport)!;
        }
    }

    /// <summary>The report of the edge at the socket; null: none answers.</summary>
    public static async Task<EdgeReport?> ReportAsync(string socket, CancellationToken cancel)
    {
        using var link = new HttpEdgeLink(socket);
        try
        {
            return await link._http.GetFromJsonAsync("/report", GantryJson.Default.EdgeReport, cancel);
        }
        catch (Exception e) when (Away(e, cancel))
        {
            return null;
        }
    }

    /// <summary>Asks the edge at the socket to end in order; returns when it has said that it will.</summary>
    /// <exception cref="EdgeUnavailableException">It does not answer.</exception>
    public static async Task StopAsync(string socket, CancellationToken cancel)
    {
        using var link = new HttpEdgeLink(socket);
        try
        {
            using var answer = await link._http.PostAsync("/stop", null, cancel);
        }
        catch (Exception e) when (Away(e, cancel))
        {
            throw new EdgeUnavailableException("The edge does not answer.", e);
        }
    }

    /// <summary>What went through the edge at the socket since it started.</summary>
    /// <exception cref="EdgeUnavailableException">It does not answer.</exception>
    public static async Task<EdgeStats> StatsAsync(string socket, CancellationToken cancel)
    {
        using var link = new HttpEdgeLink(socket);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            return (await link._http.GetFromJsonAsync("/stats", GantryJson.Default.EdgeStats, limit.Token))!;
        }
        catch (Exception e) when (Away(e, cancel))
        {
            throw new EdgeUnavailableException("The edge does not answer.", e);
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<EdgeReport> ReportAsync(HttpResponseMessage answer, CancellationToken cancel) =>
        (await answer.Content.ReadFromJsonAsync(GantryJson.Default.EdgeReport, cancel))!;

    /// <summary>Asks the process in charge. One that has just been replaced says so, or is gone by now: the one that has taken over is at the same place.</summary>
    private static async Task<HttpResponseMessage> AskAsync(Func<Task<HttpResponseMessage>> ask)
    {
        const int Most = 4;
        for (var before = 0; ; before++)
        {
            try
            {
                var answer = await ask();
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || before == Most) return answer;
                answer.Dispose();
            }
            catch (HttpRequestException) when (before == 0)
            {
                // If nobody is there the next time says so at once.
            }
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(CancellationToken cancel)
    {
        try
        {
            var answer = await AskAsync(() => _http.GetAsync("/reports", HttpCompletionOption.ResponseHeadersRead, cancel));
            return answer.EnsureSuccessStatusCode();
        }
        catch (Exception e) when (Away(e, cancel))
        {
            throw new EdgeUnavailableException("The edge does not answer.", e);
        }
    }

    private static async Task<string?> LineAsync(StreamReader lines, CancellationToken cancel)
    {
        try
        {
            return await lines.ReadLineAsync(cancel);
        }
        catch (Exception e) when (Away(e, cancel))
        {
            throw new EdgeUnavailableException("The edge went away.", e);
        }
    }

    private static bool Away(Exception e, CancellationToken cancel) =>
        e is HttpRequestException or IOException or SocketException || (e is OperationCanceledException && !cancel.IsCancellationRequested);
}
