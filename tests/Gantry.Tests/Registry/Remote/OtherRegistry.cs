using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gantry.Registry.Remote;
using Gantry.Resources.Registries;

namespace Gantry.Tests.Registry.Remote;

/// <summary>A registry of others, as far as a test needs one: it knows no referrers and may want a token.</summary>
internal sealed class OtherRegistry : HttpMessageHandler
{
    public Dictionary<string, byte[]> Content { get; } = new(StringComparer.Ordinal);

    /// <summary>What has to be shown; null: nothing.</summary>
    public string? Token { get; init; }

    /// <summary>Who it lets in by name and password, itself or at its authority; null: nobody is asked for that.</summary>
    public string? Basic { get; init; }

    /// <summary>It answers with what it was told.</summary>
    public bool Tells { get; init; }

    /// <summary>Who the client is.</summary>
    public IRegistryLogins Logins { get; set; } = GivenLogins.None;

    public List<string> Requests { get; } = [];

    /// <summary>Authorizations by host.</summary>
    public List<(string Host, string? Shown)> Shown { get; } = [];

    public IRegistryClient Client()
    {
        var http = new HttpClient(this, disposeHandler: false);
        return new RemoteRegistry(new RegistryExchange(http, new RegistryTokens(http, Logins)));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (uri, shown) = (request.RequestUri!, request.Headers.Authorization?.ToString());
        Requests.Add($"{request.Method} {uri}");
        Shown.Add((uri.Authority, shown));
        if (uri.Host == "auth.example.org") return Basic is not null && shown != Expected ? new HttpResponseMessage(HttpStatusCode.Unauthorized) : Json($$"""{"token":"{{Token}}"}""");
        if (Token is null && Basic is not null && shown != Expected)
        {
            var refused = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            refused.Headers.TryAddWithoutValidation("WWW-Authenticate", "Basic realm=\"x\"");
            return refused;
        }

        if (Token is not null && shown != "Bearer " + Token)
        {
            var refused = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            refused.Headers.TryAddWithoutValidation("WWW-Authenticate", "Bearer realm=\"https://auth.example.org/token\",service=\"s\",scope=\"repository:team/app:pull,push\"");
            return refused;
        }

        if (Tells)
            return new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent($$$"""{"errors":[{"code":"DENIED","message":"you said {{{Basic}}}"}]}""") };
        var path = uri.AbsolutePath;
        if (path.Contains("/referrers/", StringComparison.Ordinal)) return new HttpResponseMessage(HttpStatusCode.NotFound);
        if (request.Method == HttpMethod.Post)
        {
            var begun = new HttpResponseMessage(HttpStatusCode.Accepted);
            begun.Headers.Location = new Uri("/upload/1?state=x", UriKind.Relative);
            return begun;
        }

        if (request.Method == HttpMethod.Put)
        {
            var name = path == "/upload/1" ? "/v2/team/app/blobs/" + uri.Query.Split("digest=")[1] : path;
            Content[name] = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.Created);
        }

        return Content.TryGetValue(path, out var found) ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(found) } : new HttpResponseMessage(HttpStatusCode.NotFound);
    }

    private string Expected => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Basic!));

    public JsonNode Read(string path) => JsonNode.Parse(Content[path])!;

    private static HttpResponseMessage Json(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text) };
}
