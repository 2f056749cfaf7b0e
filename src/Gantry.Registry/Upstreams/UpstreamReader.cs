using System.Net;
using System.Net.Http.Headers;
using Gantry.Registry.Decisions;
using Gantry.Registry.Remote;

namespace Gantry.Registry.Upstreams;

/// <summary>Reads from an upstream, over HTTP and as whoever the platform is there.</summary>
/// <exception cref="Gantry.Resources.Registries.RegistryException">By each: it does not answer, or says no.</exception>
internal sealed class UpstreamReader(RegistryExchange exchange)
{
    private const int MostList = 4 << 20;
    private readonly RemoteRegistry _registry = new(exchange);

    /// <returns>Null: there is none.</returns>
    public Task<Gantry.Resources.Registries.RegistryManifest?> ManifestAsync(RemoteName place, string reference, CancellationToken cancel) => _registry.ManifestAsync(place.ToString(), reference, cancel);

    /// <returns>What the tag names; null: there is no such tag, or the upstream does not say without sending it.</returns>
    public async Task<string?> DigestAsync(RemoteName place, string tag, CancellationToken cancel)
    {
        using var answer = await exchange.SendAsync(place, () => Asking(HttpMethod.Head, place.Path($"manifests/{tag}"), MediaTypes.OciManifest, MediaTypes.OciIndex, MediaTypes.DockerManifest, MediaTypes.DockerList), cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        await exchange.RequireAsync(place, answer, cancel);
        return answer.Headers.TryGetValues("Docker-Content-Digest", out var said) ? said.FirstOrDefault() : null;
    }

    /// <returns>The answer with its body still to come; null: there is none.</returns>
    public async Task<HttpResponseMessage?> BlobAsync(RemoteName place, HttpMethod method, Digest digest, CancellationToken cancel)
    {
        var answer = await exchange.SendAsync(place, () => Asking(method, place.Path($"blobs/{digest}")), cancel);
        try
        {
            if (answer.StatusCode != HttpStatusCode.NotFound)
            {
                await exchange.RequireAsync(place, answer, cancel);
                return answer;
            }
        }
        catch
        {
            answer.Dispose();
            throw;
        }

        answer.Dispose();
        return null;
    }

    /// <returns>An index of what refers to a manifest, as the upstream writes it; null: it knows of no referrers.</returns>
    public async Task<byte[]?> ReferrersAsync(RemoteName place, Digest subject, CancellationToken cancel)
    {
        using var answer = await exchange.SendAsync(place, () => Asking(HttpMethod.Get, place.Path($"referrers/{subject}"), MediaTypes.OciIndex), cancel);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed) return null;
        await exchange.RequireAsync(place, answer, cancel);
        return await RegistryExchange.ReadAsync(place, answer, MostList, cancel);
    }

    private static HttpRequestMessage Asking(HttpMethod method, Uri address, params ReadOnlySpan<string> types)
    {
        var request = new HttpRequestMessage(method, address);
        foreach (var type in types) request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        return request;
    }
}
