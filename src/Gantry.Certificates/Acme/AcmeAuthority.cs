using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gantry.Certificates.Decisions;
using Gantry.Resources.Certificates;
using Gantry.Resources.Platforms;

namespace Gantry.Certificates.Acme;

/// <summary>An authority that speaks ACME (RFC 8555), in the name of the platform's one account.</summary>
internal sealed class AcmeAuthority(AcmeClient client, CertificatesOptions options, PlatformPaths place) : IAuthority
{
    private const string Purpose = "acme account";
    private static readonly Dictionary<string, ChallengeKind> Kinds = new(StringComparer.Ordinal) { ["http-01"] = ChallengeKind.Http01, ["tls-alpn-01"] = ChallengeKind.TlsAlpn01 };

    /// <summary>Of what is asked without saying anything, and of what is said without content.</summary>
    private static readonly byte[] Nothing = [], Empty = "{}"u8.ToArray();

    private readonly SemaphoreSlim _gate = new(1);
    private AccountKey? _key;
    private string? _account;

    public async ValueTask<string> OrderAsync(string host, CancellationToken cancel)
    {
        var order = JsonSerializer.SerializeToUtf8Bytes(new AcmeNewOrder([new AcmeIdentifier("dns", host)]), AcmeJson.Default.AcmeNewOrder);
        return (await PostAsync((await client.DirectoryAsync(cancel)).NewOrder, order, host, cancel)).Location;
    }

    public async ValueTask<OrderView> LookAsync(string host, string order, CancellationToken cancel)
    {
        var answer = await PostAsync(order, Nothing, host, cancel);
        var read = AcmeClient.Read(answer, AcmeJson.Default.AcmeOrder);
        var state = read.Status switch
        {
            "pending" => OrderState.Pending, "ready" => OrderState.Ready, "processing" => OrderState.Processing, "valid" => OrderState.Valid, _ => OrderState.Invalid,
        };
        var view = new OrderView { State = state, Finalize = read.Finalize ?? "", Certificate = read.Certificate ?? "", RetryAfter = answer.RetryAfter };
        if (state is not (OrderState.Pending or OrderState.Invalid)) return view;
        var (challenges, wrong, wait) = (new List<ChallengeView>(), read.Error, answer.RetryAfter);
        foreach (var url in read.Authorizations ?? [])
        {
            var told = await PostAsync(url, Nothing, host, cancel);
            var authorization = AcmeClient.Read(told, AcmeJson.Default.AcmeAuthorization);
            wait = told.RetryAfter > wait || wait is null ? told.RetryAfter : wait;
            var known = (authorization.Challenges ?? []).ToList();
            // An order follows its authorizations, at some authorities only after a while.
            if (authorization.Status is "invalid" or "expired" or "revoked" or "deactivated") view = view with { State = OrderState.Invalid };
            wrong = known.FirstOrDefault(c => c.Error is not null)?.Error ?? wrong;
            if (authorization.Status == "pending") challenges.AddRange(known.Select(Shown).OfType<ChallengeView>());
        }
        return view with { Challenges = challenges, RetryAfter = wait, Problem = view.State == OrderState.Invalid && wrong is not null ? Complaints.Of(host, wrong.Type, wrong.Detail) : null };
    }

    public async ValueTask TellAsync(string host, string challenge, CancellationToken cancel) => await PostAsync(challenge, Empty, host, cancel);

    public async ValueTask FinishAsync(string host, string finalize, byte[] request, CancellationToken cancel) =>
        await PostAsync(finalize, JsonSerializer.SerializeToUtf8Bytes(new AcmeFinalize(Base64Url.EncodeToString(request)), AcmeJson.Default.AcmeFinalize), host, cancel);

    public async ValueTask<string> FetchAsync(string host, string certificate, CancellationToken cancel) =>
        Encoding.ASCII.GetString((await PostAsync(certificate, Nothing, host, cancel)).Body);

    private ChallengeView? Shown(AcmeChallenge challenge) => challenge is { Type: { } type, Url: { } url, Token: { } token } && Kinds.TryGetValue(type, out var kind) && IsToken(token)
        ? new ChallengeView(kind, url, token, _key!.Answer(token), challenge.Status == "pending") : null;

    /// <summary>It becomes part of a path (RFC 8555, 8.1).</summary>
    private static bool IsToken(string token) => token.Length is > 0 and <= 256 && token.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private async Task<AcmeAnswer> PostAsync(string url, byte[] payload, string host, CancellationToken cancel)
    {
        for (var again = false; ; again = true)
        {
            var (key, account) = await AccountAsync(cancel);
            try
            {
                return await client.PostAsync(key, account, url, payload, host, cancel);
            }
            catch (AuthorityException unknown) when (!again && unknown.Type?.EndsWith(":accountDoesNotExist", StringComparison.Ordinal) == true)
            {
                // It has forgotten us: then we introduce ourselves.
                _account = null;
            }
        }
    }

    /// <summary>Asking for an account with a key that has one finds it (RFC 8555, 7.3.1), so where it is need not be kept.</summary>
    private async Task<(AccountKey Key, string Account)> AccountAsync(CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            _key ??= new AccountKey(KeyFile.Ensure(Path.Combine(place.Acme, "account.pem"), place.SealKey, Purpose));
            if (_account is { } known) return (_key, known);
            var wanted = new AcmeAccount(true, options.Contact.Count > 0 ? options.Contact : null);
            var answer = await client.PostAsync(_key, null, (await client.DirectoryAsync(cancel)).NewAccount, JsonSerializer.SerializeToUtf8Bytes(wanted, AcmeJson.Default.AcmeAccount), options.Directory.Host, cancel);
            var kept = AcmeClient.Read(answer, AcmeJson.Default.AcmeAccount);
            if (!(kept.Contact ?? []).Order(StringComparer.Ordinal).SequenceEqual(options.Contact.Order(StringComparer.Ordinal)))
            {
                var changed = JsonSerializer.SerializeToUtf8Bytes(new AcmeAccount(null, options.Contact), AcmeJson.Default.AcmeAccount);
                await client.PostAsync(_key, answer.Location, answer.Location, changed, options.Directory.Host, cancel);
            }
            return (_key, _account = answer.Location);
        }
        finally
        {
            _gate.Release();
        }
    }
}
