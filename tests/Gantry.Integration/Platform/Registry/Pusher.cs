using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Gantry.Integration.Platform.Registry;

/// <summary>A client that never gives up: a registry that is killed is back in a moment, and what was not acknowledged is sent again.</summary>
internal sealed class Pusher(string address) : IDisposable
{
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json", Index = "application/vnd.oci.image.index.v1+json";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Of a registry that is killed again as soon as it is back, one client may be unlucky many times in a row.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(Support.Checkout.Nightly ? 15 : 2);

    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://{address}"), Timeout = TimeSpan.FromSeconds(20) };

    public void Dispose() => _http.Dispose();

    /// <summary>An image of these layers, with what else its manifest says. Done when it is acknowledged.</summary>
    /// <param name="tag">Null: by its digest.</param>
    /// <returns>The manifest as a descriptor, its digest, and those of its blobs.</returns>
    public async Task<Pushed> ImageAsync(string repository, string? tag, IReadOnlyList<string> layers, string more = "")
    {
        List<byte[]> blobs = [Encoding.UTF8.GetBytes($$"""{"config":"{{layers[0]}}"}"""), .. layers.Select(l => Encoding.UTF8.GetBytes("layer " + l))];
        var json = $$"""{"schemaVersion":2,"mediaType":"{{Manifest}}","config":{{Descriptor("application/vnd.oci.image.config.v1+json", blobs[0])}},"layers":[{{string.Join(',', blobs.Skip(1).Select(b => Descriptor("application/vnd.oci.image.layer.v1.tar", b)))}}]{{more}}}""";
        return await ManifestAsync(repository, tag, Manifest, json, blobs);
    }

    /// <summary>Null when something that it refers to is not there.</summary>
    public async Task<Pushed?> TryManifestAsync(string repository, string tag, string type, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var status = await SendAsync(HttpMethod.Put, $"/v2/{repository}/manifests/{tag}", () => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } });
        return status == HttpStatusCode.NotFound ? null : new Pushed(repository, tag, Name(bytes), Descriptor(type, bytes), []);
    }

    private async Task<Pushed> ManifestAsync(string repository, string? tag, string type, string json, IReadOnlyList<byte[]> blobs)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        do
        {
            foreach (var blob in blobs) await BlobAsync(repository, blob);
        }
        // With no grace a collection may take a blob whose manifest has not come.
        while (await SendAsync(HttpMethod.Put, $"/v2/{repository}/manifests/{tag ?? Name(bytes)}", () => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } }) == HttpStatusCode.NotFound);
        return new Pushed(repository, tag, Name(bytes), Descriptor(type, bytes), [.. blobs.Select(Name)]);
    }

    public Task<HttpStatusCode> DeleteAsync(string repository, string reference) => SendAsync(HttpMethod.Delete, $"/v2/{repository}/manifests/{reference}", () => null);

    /// <summary>It is there, with all that it consists of, and is what it is called.</summary>
    public async Task WholeAsync(Pushed image)
    {
        if (image.Tag is not null) Assert.Equal(image.Digest, Name(await GetAsync($"/v2/{image.Repository}/manifests/{image.Tag}")));
        Assert.Equal(image.Digest, Name(await GetAsync($"/v2/{image.Repository}/manifests/{image.Digest}")));
        foreach (var blob in image.Blobs) Assert.Equal(blob, Name(await GetAsync($"/v2/{image.Repository}/blobs/{blob}")));
    }

    private async Task<byte[]> GetAsync(string path)
    {
        for (var since = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                using var answer = await _http.GetAsync(path, TestContext.Current.CancellationToken);
                Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode}");
                return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            }
            catch (Exception away) when (away is HttpRequestException or IOException or TaskCanceledException && TimeProvider.System.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    private async Task BlobAsync(string repository, byte[] content)
    {
        var status = await SendAsync(HttpMethod.Post, $"/v2/{repository}/blobs/uploads/?digest={Name(content)}", () => new ByteArrayContent(content));
        Assert.Equal(HttpStatusCode.Created, status);
    }

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, Func<HttpContent?> content)
    {
        for (var since = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                using var request = new HttpRequestMessage(method, path) { Content = content() };
                using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
                if ((int)answer.StatusCode < 500) return answer.StatusCode;
                throw new HttpRequestException(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }
            catch (Exception away) when (away is HttpRequestException or IOException or TaskCanceledException && TimeProvider.System.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    private static string Name(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private static string Descriptor(string type, byte[] content) => string.Create(CultureInfo.InvariantCulture, $$"""{"mediaType":"{{type}}","digest":"{{Name(content)}}","size":{{content.Length}} }""");
}

/// <summary>Something that was acknowledged.</summary>
internal sealed record Pushed(string Repository, string? Tag, string Digest, string Descriptor, IReadOnlyList<string> Blobs);
