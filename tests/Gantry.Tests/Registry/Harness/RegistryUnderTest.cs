using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Gantry.Registry;
using Gantry.Registry.Decisions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Gantry.Tests.Registry.Harness;

/// <summary>A registry in a folder of its own, on a port of its own, and a client that does nothing by itself.</summary>
public sealed class RegistryUnderTest : IAsyncLifetime
{
    private WebApplication? _server;

    public string Folder { get; } = Directory.CreateTempSubdirectory("gr").FullName;
    public HttpClient Http { get; private set; } = null!;
    public ImageRegistry Registry { get; private set; } = null!;
    public Needed Deployed { get; } = new();

    /// <summary>What comes from elsewhere.</summary>
    public PullThroughParts? Through { get; set; }
    public TestClock Clock { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Registry = RegistryModule.Open(Path.Combine(Folder, "registry"), Deployed, Clock, Through);
        // Without settings: a builder that watches for a file of them takes one of the few watches that the system gives to all tests together.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(o =>
        {
            o.AddRegistry();
            o.Listen(IPAddress.Loopback, 0);
        });
        _server = builder.Build();
        _server.MapRegistry(Registry);
        await _server.StartAsync();
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(_server.Urls.Single()) };
    }

    /// <summary>As after SIGKILL: the same folder, another process.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) Assert.True(request.Content!.Headers.TryAddWithoutValidation(name, value));
        }

        return Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<HttpResponseMessage> HeadAsync(string path) => SendAsync(HttpMethod.Head, path);

    public Task<HttpResponseMessage> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public async Task<JsonNode> JsonAsync(string path)
    {
        var answer = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Where to go on with an upload that has begun.</summary>
    public async Task<string> BeginAsync(string repository)
    {
        var begun = await SendAsync(HttpMethod.Post, $"/v2/{repository}/blobs/uploads/");
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        return begun.Headers.Location!.ToString();
    }

    /// <returns>The digest.</returns>
    public async Task<string> PushBlobAsync(string repository, byte[] content)
    {
        var digest = Digest.Sha256(content).Text;
        var pushed = await SendAsync(HttpMethod.Post, $"/v2/{repository}/blobs/uploads/?digest={digest}", new ByteArrayContent(content));
        Assert.Equal(HttpStatusCode.Created, pushed.StatusCode);
        return digest;
    }

    public Task<HttpResponseMessage> PutManifestAsync(string repository, string reference, string json, string type = MediaTypes.OciManifest) =>
        SendAsync(HttpMethod.Put, $"/v2/{repository}/manifests/{reference}", new StringContent(json) { Headers = { ContentType = new MediaTypeHeaderValue(type) } });

    /// <summary>An image whose config and layer say nothing but this.</summary>
    /// <returns>The manifest's digest.</returns>
    public async Task<string> PushImageAsync(string repository, string? tag, string content, string more = "")
    {
        var json = await ImageAsync(repository, content, more);
        var digest = Of(json);
        var pushed = await PutManifestAsync(repository, tag ?? digest, json);
        Assert.Equal(HttpStatusCode.Created, pushed.StatusCode);
        return digest;
    }

    /// <summary>Its blobs are pushed; the manifest is given back.</summary>
    public async Task<string> ImageAsync(string repository, string content, string more = "")
    {
        var (config, layer) = (Encoding.UTF8.GetBytes($$"""{"c":"{{content}}"}"""), Encoding.UTF8.GetBytes("layer " + content));
        await PushBlobAsync(repository, config);
        await PushBlobAsync(repository, layer);
        return $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","config":{{Descriptor("application/vnd.oci.image.config.v1+json", config)}},"layers":[{{Descriptor("application/vnd.oci.image.layer.v1.tar", layer)}}]{{more}}}""";
    }

    public static string Descriptor(string type, byte[] content) => $$"""{"mediaType":"{{type}}","digest":"{{Digest.Sha256(content)}}","size":{{content.Length}}}""";

    public static string Of(string json) => Digest.Sha256(Encoding.UTF8.GetBytes(json)).Text;

    private async Task StopAsync()
    {
        Http?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        Registry?.Dispose();
    }
}

/// <summary>What is deployed, as a test says.</summary>
public sealed class Needed : IDeployedImages
{
    public Dictionary<string, string> Digests { get; } = [];

    IReadOnlyDictionary<string, string> IDeployedImages.Needed() => Digests;
}

/// <summary>A clock that goes when it is told to.</summary>
public sealed class TestClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    public void Advance(TimeSpan by) => _now += by;

    public override DateTimeOffset GetUtcNow() => _now;
}
