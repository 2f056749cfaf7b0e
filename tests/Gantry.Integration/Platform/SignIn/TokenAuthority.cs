using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gantry.Integration.Platform.SignIn;

/// <summary>Gives tokens for a registry to one account: JSON Web Tokens that docker-registry verifies by the authority's certificate.</summary>
internal sealed class TokenAuthority : IAsyncDisposable
{
    public const string Service = "private.test", Issuer = "authority.test";

    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _certificate;
    private readonly WebApplication _server;

    private TokenAuthority()
    {
        var now = TimeProvider.System.GetUtcNow();
        var request = new CertificateRequest("CN=authority.test", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--urls=http://127.0.0.1:0"] });
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public string Certificate => _certificate.ExportCertificatePem();

    public string Realm => _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/token";

    /// <summary>Service and scope of each token that was given.</summary>
    public ConcurrentQueue<string> Given { get; } = [];

    public static async Task<TokenAuthority> StartAsync()
    {
        var authority = new TokenAuthority();
        await authority._server.StartAsync(TestContext.Current.CancellationToken);
        return authority;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
        _key.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization.ToString() != "Basic " + PrivateRegistry.Secrets[1])
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        string scope = http.Request.Query["scope"].ToString(), service = http.Request.Query["service"].ToString();
        Given.Enqueue($"{service} {scope}");
        await http.Response.WriteAsync(JsonSerializer.Serialize(new Dictionary<string, string> { ["token"] = Token(service, scope) }));
    }

    private string Token(string service, string scope)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var access = scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split(':')).Select(s => new { type = s[0], name = string.Join(':', s[1..^1]), actions = s[^1].Split(',') });
        var head = Encode(JsonSerializer.SerializeToUtf8Bytes(new { typ = "JWT", alg = "RS256", x5c = new[] { Convert.ToBase64String(_certificate.RawData) } }));
        var body = Encode(JsonSerializer.SerializeToUtf8Bytes(new { iss = Issuer, sub = PrivateRegistry.User, aud = service, exp = now + 300, nbf = now - 60, iat = now, jti = Guid.NewGuid().ToString(), access }));
        return $"{head}.{body}.{Encode(_key.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
