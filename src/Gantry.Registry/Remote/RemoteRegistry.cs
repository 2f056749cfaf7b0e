using System.Net;
using System.Net.Http.Headers;
using Gantry.Registry.Decisions;
using Gantry.Resources;
using Gantry.Resources.Registries;

namespace Gantry.Registry.Remote;

/// <summary>Any registry over HTTP: the platform's own as any other client sees it, or somebody else's. Over TLS unless it is on this machine.</summary>
internal sealed class RemoteRegistry(RegistryExchange exchange) : IRegistryClient
{
    private const int MostManifest = 4 << 20, MostPages = 16;
    private static readonly string[] Manifests = [MediaTypes.OciManifest, MediaTypes.OciIndex, MediaTypes.DockerManifest, MediaTypes.DockerList];

    public async Task<RegistryManifest?> ManifestAsync(string repository, string reference, CancellationToken cancel)
    {
        var place = RemoteName.Parse(repository);
        using var answer = await exchange.SendAsync(place, () => Accepting(new HttpRequestMessage(HttpMethod.Get, place.Path($"manifests/{reference}")), Manifests), cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        await exchange.RequireAsync(place, answer, cancel);
        var content = await RegistryExchange.ReadAsync(place, answer, MostManifest, cancel);
        var digest = Digest.Parse(reference) is { } named ? Checked(place, named, content) : Digest.Sha256(content);
        return new RegistryManifest(digest.Text, answer.Content.Headers.ContentType?.MediaType ?? MediaTypes.OciManifest, content);
    }

    public async Task<byte[]?> BlobAsync(string repository, string digest, int most, CancellationToken cancel)
    {
        var place = RemoteName.Parse(repository);
        if (Digest.Parse(digest) is not { } named) return null;
        using var answer = await exchange.SendAsync(place, () => new HttpRequestMessage(HttpMethod.Get, place.Path($"blobs/{digest}")), cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        await exchange.RequireAsync(place, answer, cancel);
        var content = await RegistryExchange.ReadAsync(place, answer, most, cancel);
        Checked(place, named, content);
        return content;
    }

    public async Task<IReadOnlyList<ContentDescriptor>> ReferrersAsync(string repository, string digest, CancellationToken cancel)
    {
        var place = RemoteName.Parse(repository);
        var all = new List<ContentDescriptor>();
        var next = place.Path($"referrers/{digest}");
        for (var page = 0; page < MostPages; page++)
        {
            var at = next;
            using var answer = await exchange.SendAsync(place, () => Accepting(new HttpRequestMessage(HttpMethod.Get, at), [MediaTypes.OciIndex]), cancel);
            // Before there was an API, and in registries without it, the list is an index with a name of its own.
            if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
                return await ManifestAsync(repository, FallbackTag(digest), cancel) is { } index ? ReferrerIndex.Read(index.Content) : [];
            await exchange.RequireAsync(place, answer, cancel);
            all.AddRange(ReferrerIndex.Read(await RegistryExchange.ReadAsync(place, answer, MostManifest, cancel)));
            if (NextPage(answer) is not { } link) return all;
            next = new Uri(at, link);
            if (next.Authority != at.Authority) return all;
        }

        return all;
    }

    public async Task<string> PutBlobAsync(string repository, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        var place = RemoteName.Parse(repository);
        var digest = Digest.Sha256(content.Span).Text;
        using (var there = await exchange.SendAsync(place, () => new HttpRequestMessage(HttpMethod.Head, place.Path($"blobs/{digest}")), cancel))
        {
            if (there.StatusCode == HttpStatusCode.OK) return digest;
        }

        using var begun = await exchange.SendAsync(place, () => new HttpRequestMessage(HttpMethod.Post, place.Path("blobs/uploads/")), cancel);
        await exchange.RequireAsync(place, begun, cancel);
        if (begun.Headers.Location is not { } location) throw place.Refuses("It does not say where the upload goes on.");
        var upload = new Uri(place.Path("blobs/uploads/"), location);
        var target = new Uri($"{upload}{(upload.Query.Length > 0 ? '&' : '?')}digest={digest}");
        using var put = await exchange.SendAsync(place, () => new HttpRequestMessage(HttpMethod.Put, target) { Content = Body(content, "application/octet-stream") }, cancel);
        await exchange.RequireAsync(place, put, cancel);
        return digest;
    }

    public async Task<string> PutManifestAsync(string repository, string? tag, string mediaType, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        var place = RemoteName.Parse(repository);
        var digest = Digest.Sha256(content.Span).Text;
        using var put = await exchange.SendAsync(place, () => new HttpRequestMessage(HttpMethod.Put, place.Path($"manifests/{tag ?? digest}")) { Content = Body(content, mediaType) }, cancel);
        await exchange.RequireAsync(place, put, cancel);
        if (!put.Headers.Contains("OCI-Subject") && ReferrerIndex.SubjectOf(content) is { } subject) await ReferAsync(repository, subject, new ContentDescriptor(mediaType, digest, content.Length), content, cancel);
        return digest;
    }

    /// <summary>A registry that does not know of subjects leaves the list of referrers to its clients (distribution-spec, "Referrers Tag Schema").</summary>
    private async Task ReferAsync(string repository, string subject, ContentDescriptor referrer, ReadOnlyMemory<byte> manifest, CancellationToken cancel)
    {
        var tag = FallbackTag(subject);
        var before = await ManifestAsync(repository, tag, cancel);
        if (ReferrerIndex.With(before?.Content, referrer, manifest) is { } index) await PutManifestAsync(repository, tag, MediaTypes.OciIndex, index, cancel);
    }

    private static string FallbackTag(string digest) => digest.Replace(':', '-');

    private static Digest Checked(RemoteName place, Digest named, byte[] content) => named.Of(content) == named ? named
        : throw new RegistryException(new Problem($"{place}@{named}", RegistryException.Altered, "What the registry gives is not what its digest says.", "The registry, or somebody on the way to it, has changed it. Do not use it; push it again."));

    private static HttpRequestMessage Accepting(HttpRequestMessage request, IEnumerable<string> types)
    {
        foreach (var type in types) request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        return request;
    }

    private static ReadOnlyMemoryContent Body(ReadOnlyMemory<byte> content, string type) => new(content) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    /// <summary><c>&lt;/v2/…&gt;; rel="next"</c>.</summary>
    private static string? NextPage(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Link", out var links) && links.FirstOrDefault(l => l.Contains("rel=\"next\"", StringComparison.Ordinal)) is { } link
            && link.IndexOf('<', StringComparison.Ordinal) is >= 0 and var open && link.IndexOf('>', open) is > 0 and var close ? link[(open + 1)..close] : null;
}
