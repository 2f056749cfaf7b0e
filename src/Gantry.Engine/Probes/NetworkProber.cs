using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gantry.Resources.Apps;

namespace Gantry.Engine.Probes;

/// <summary>Real connections.</summary>
public sealed class NetworkProber : IProber, IDisposable
{
    // No pool: a kept connection says nothing about whether a new one would be accepted.
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.Zero,
    });

    public async ValueTask<string?> ProbeAsync(ProbeDefinition probe, string address, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(probe.Timeout);
        var at = string.Create(CultureInfo.InvariantCulture, $"{address}:{probe.Port}");
        try
        {
            return probe.Kind == ProbeKind.Http ? await HttpAsync(probe, at, limit.Token) : await TcpAsync(probe, address, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"nothing from {at} within {probe.Timeout.TotalSeconds:0.#} s");
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
        {
            var cause = (e.GetBaseException() as SocketException)?.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => "nothing listens there yet",
                SocketError.HostUnreachable or SocketError.NetworkUnreachable => "it cannot be reached",
                _ => "the connection broke",
            };
            return $"{at}: {cause}";
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<string?> HttpAsync(ProbeDefinition probe, string at, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{at}{probe.Path}"));
        request.Headers.UserAgent.ParseAdd("gantry-probe");
        using var answer = await _http.SendAsync(request, cancel);
        return (int)answer.StatusCode is >= 200 and < 400 ? null : $"GET {probe.Path} answered {(int)answer.StatusCode}";
    }

    private static async Task<string?> TcpAsync(ProbeDefinition probe, string address, CancellationToken cancel)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(address), probe.Port), cancel);
        return null;
    }
}
