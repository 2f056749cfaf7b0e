using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Gantry.Integration.Platform.Signing;

/// <summary>A repository of a platform's registry, by HTTP: images, and what is put beside them.</summary>
internal sealed class SignedRepository(string registry, string name) : IDisposable
{
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://{registry}/v2/{name}/") };

    public string Name => $"{registry}/{name}";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <returns>The digest.</returns>
    public async Task<string> ImageAsync(string tag, string content) =>
        await ManifestAsync(tag, $$"""{"schemaVersion":2,"mediaType":"{{Manifest}}","config":{{await ConfigAsync(content)}},"layers":[]}""");

    /// <summary>In the older layout.</summary>
    public async Task TagAsync(string digest, byte[] payload, byte[] signature)
    {
        var layer = JsonNode.Parse(await BlobAsync("application/vnd.dev.cosign.simplesigning.v1+json", payload))!;
        layer["annotations"] = new JsonObject { ["dev.cosignproject.cosign/signature"] = Convert.ToBase64String(signature) };
        var config = await BlobAsync("application/vnd.oci.image.config.v1+json", Encoding.UTF8.GetBytes($$$"""{"rootfs":{"type":"layers","diff_ids":["{{{DigestOf(payload)}}}"]}}"""));
        await ManifestAsync(digest.Replace(':', '-') + ".sig", $$"""{"schemaVersion":2,"mediaType":"{{Manifest}}","config":{{config}},"layers":[{{layer.ToJsonString()}}]}""");
    }

    /// <summary>In the newer one.</summary>
    public async Task ReferAsync(string digest, string bundle)
    {
        var layer = await BlobAsync("application/vnd.dev.sigstore.bundle.v0.3+json", Encoding.UTF8.GetBytes(bundle));
        var config = await BlobAsync("application/vnd.oci.empty.v1+json", "{}"u8.ToArray());
        await ManifestAsync(null, $$"""{"schemaVersion":2,"mediaType":"{{Manifest}}","artifactType":"application/vnd.dev.sigstore.bundle.v0.3+json","config":{{config}},"layers":[{{layer}}],"subject":{"mediaType":"{{Manifest}}","digest":"{{digest}}","size":1} }""");
    }

    public async Task<JsonNode> JsonAsync(string path) => JsonNode.Parse(await _http.GetStringAsync(path, Stop))!;

    public Task<byte[]> BytesAsync(string path) => _http.GetByteArrayAsync(path, Stop);

    public void Dispose() => _http.Dispose();

    private Task<string> ConfigAsync(string content) => BlobAsync("application/vnd.oci.image.config.v1+json", Encoding.UTF8.GetBytes($$"""{"c":"{{content}}"}"""));

    /// <returns>The descriptor.</returns>
    private async Task<string> BlobAsync(string type, byte[] content)
    {
        using var pushed = await _http.PostAsync($"blobs/uploads/?digest={DigestOf(content)}", new ByteArrayContent(content), Stop);
        pushed.EnsureSuccessStatusCode();
        return $$"""{"mediaType":"{{type}}","digest":"{{DigestOf(content)}}","size":{{content.Length}}}""";
    }

    private async Task<string> ManifestAsync(string? tag, string json)
    {
        var digest = DigestOf(Encoding.UTF8.GetBytes(json));
        using var pushed = await _http.PutAsync($"manifests/{tag ?? digest}", new StringContent(json) { Headers = { ContentType = new MediaTypeHeaderValue(Manifest) } }, Stop);
        pushed.EnsureSuccessStatusCode();
        return digest;
    }

    private static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
}
