using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Gantry.Certificates.Decisions;
using Gantry.Resources;
using Gantry.Resources.Platforms;

namespace Gantry.Certificates.Acme;

/// <summary>An answer of the authority.</summary>
/// <param name="Location">Where what was made is.</param>
internal sealed record AcmeAnswer(HttpStatusCode Status, byte[] Body, string Location, TimeSpan? RetryAfter);

/// <summary>Carries signed requests to an authority. Knows nonces, and when the authority wants to be left alone.</summary>
internal sealed class AcmeClient
{
    private const int MegaByte = 1 << 20;
    private const string Type = "application/jose+json";
    private const string Nonce = "Replay-Nonce";

    /// <summary>A nonce that was good may be refused all the same, and the answer brings another one (RFC 8555, 6.5).</summary>
    private const int Tries = 12;

    /// <summary>That many nonces are kept at most.</summary>
    private const int Shelf = 16;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Uri _directory;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly Queue<string> _nonces = new();
    private readonly Lock _gate = new();
    private AcmeDirectory? _known;
    private DateTimeOffset _quietUntil;

    public AcmeClient(CertificatesOptions options, TimeProvider time)
    {
        (_directory, _time) = (options.Directory, time);
        // Signed requests go where they are meant for and nowhere else.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), MaxConnectionsPerServer = 4 };
        if (options.Roots.Count > 0)
        {
            var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            trust.CustomTrustStore.AddRange(options.Roots);
            handler.SslOptions.CertificateChainPolicy = trust;
        }
        _http = new HttpClient(handler) { Timeout = Limit, MaxResponseContentBufferSize = MegaByte };
        // Asked for by RFC 8555, 6.1.
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("gantry", BuildIdentity.Version));
    }

    public async Task<AcmeDirectory> DirectoryAsync(CancellationToken cancel)
    {
        if (_known is { } known) return known;
        using var request = new HttpRequestMessage(HttpMethod.Get, _directory);
        var answer = await SendAsync(request, cancel);
        if (answer.Status != HttpStatusCode.OK) throw Refused("", answer);
        return _known = Read(answer, AcmeJson.Default.AcmeDirectory);
    }

    /// <param name="account">As <see cref="AccountKey.Sign"/> has it.</param>
    /// <param name="payload">Empty: to get what is there.</param>
    /// <param name="host">What it is about, for what is said when it fails.</param>
    /// <exception cref="AuthorityException">Nothing came of it.</exception>
    public async Task<AcmeAnswer> PostAsync(AccountKey key, string? account, string url, byte[] payload, string host, CancellationToken cancel)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var target) || target.Scheme != Uri.UriSchemeHttps)
            throw new AuthorityException(new Problem(host, "acme.bad-answer", "The authority names an address that is not an https URL.", $"See that {CertificatesOptions.DirectoryVariable} is the directory of an ACME authority."), AuthorityFailure.Refused);
        for (var tries = 1; ; tries++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, target);
            request.Content = new ByteArrayContent(key.Sign(url, await NonceAsync(cancel), account, payload)) { Headers = { ContentType = new MediaTypeHeaderValue(Type) } };
            var answer = await SendAsync(request, cancel);
            if ((int)answer.Status is >= 200 and < 300) return answer;
            if (tries == Tries || ProblemOf(answer)?.Type?.EndsWith(":badNonce", StringComparison.Ordinal) != true) throw Refused(host, answer);
        }
    }

    public static T Read<T>(AcmeAnswer answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize(answer.Body, type) is { } read) return read;
        }
        catch (JsonException)
        {
            // Said below.
        }
        throw new AuthorityException(new Problem(CertificatesOptions.DirectoryVariable, "acme.bad-answer", "The answer of the authority is not of ACME.",
            $"See that {CertificatesOptions.DirectoryVariable} is the directory of an ACME authority."), AuthorityFailure.Refused);
    }

    private async Task<string> NonceAsync(CancellationToken cancel)
    {
        lock (_gate)
        {
            if (_nonces.TryDequeue(out var kept)) return kept;
        }
        using var request = new HttpRequestMessage(HttpMethod.Head, (await DirectoryAsync(cancel)).NewNonce);
        await SendAsync(request, cancel);
        lock (_gate)
        {
            return _nonces.TryDequeue(out var fresh) ? fresh : throw Away("It gave no nonce.", null);
        }
    }

    private async Task<AcmeAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        lock (_gate)
        {
            if (_quietUntil > now) throw Away("It has asked for patience.", _quietUntil - now);
        }
        try
        {
            using var answer = await _http.SendAsync(request, cancel);
            var wait = answer.Headers.RetryAfter switch { { Delta: { } delta } => delta, { Date: { } date } => date - now, _ => (TimeSpan?)null };
            lock (_gate)
            {
                if (answer.Headers.TryGetValues(Nonce, out var nonces) && _nonces.Count < Shelf) _nonces.Enqueue(nonces.First());
                // Meant for the whole account, whichever host it was for.
                if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable && wait is { } pause) _quietUntil = now + pause;
            }
            return new AcmeAnswer(answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancel), answer.Headers.Location?.ToString() ?? "", wait);
        }
        catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            // It may be another one when it is back.
            _known = null;
            lock (_gate) _nonces.Clear();
            throw Away(error is OperationCanceledException ? "It does not answer in time." : error.InnerException?.Message ?? error.Message, null);
        }
    }

    private AuthorityException Away(string why, TimeSpan? wait) => new(new Problem(_directory.Host, "acme.away", $"The authority at {_directory.Authority} is away. {why}",
        $"See that this machine reaches {_directory}, and that {CertificatesOptions.RootsVariable} names the roots of a private authority; it is asked again by itself."), AuthorityFailure.Away, wait);

    private static AuthorityException Refused(string host, AcmeAnswer answer)
    {
        var problem = ProblemOf(answer);
        var failure = answer.Status is HttpStatusCode.NotFound ? AuthorityFailure.Gone
            : answer.Status >= HttpStatusCode.InternalServerError ? AuthorityFailure.Away : AuthorityFailure.Refused;
        return new AuthorityException(Complaints.Of(host, failure == AuthorityFailure.Away ? "urn:ietf:params:acme:error:serverInternal" : problem?.Type, problem?.Detail ?? $"status {(int)answer.Status}"),
            failure, answer.RetryAfter, problem?.Type);
    }

    private static AcmeProblem? ProblemOf(AcmeAnswer answer)
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body, AcmeJson.Default.AcmeProblem);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
