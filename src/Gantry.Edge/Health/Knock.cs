using System.Net;
using System.Net.Sockets;
using Gantry.Edge.Http;
using Gantry.Edge.Routing;
using Gantry.Edge.Tcp;
using Gantry.Resources.Apps;

namespace Gantry.Edge.Health;

/// <summary>Asks a replica once whether it is well.</summary>
public static class Knock
{
    /// <exception cref="OperationCanceledException">Cancelled from outside.</exception>
    public static async Task<bool> AskAsync(ReplicaGauge gauge, ProbeDefinition probe, TimeProvider time, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(probe.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            var endpoint = new IPEndPoint(gauge.Address, probe.Port);
            if (probe.Kind == ProbeKind.Http) return await GetAsync(gauge, endpoint, probe.Path, time, either.Token);
            using var socket = await Dial.ConnectAsync(endpoint, time, either.Token);
            return true;
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException or IOException or ObjectDisposedException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<bool> GetAsync(ReplicaGauge gauge, IPEndPoint endpoint, string path, TimeProvider time, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{endpoint}{path}");
        request.Headers.TryAddWithoutValidation("User-Agent", "gantry-edge");
        using var response = await ReplicaLink.To(gauge, time).SendAsync(request, cancellation);
        return (int)response.StatusCode is >= 200 and < 400;
    }
}
