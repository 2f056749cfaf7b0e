using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Resources;
using Gantry.Resources.Certificates;

namespace Gantry.Certificates;

/// <summary>Who is asked for certificates, and in whose name.</summary>
public sealed record CertificatesOptions
{
    public const string DirectoryVariable = "GANTRY_ACME_DIRECTORY";
    public const string ContactVariable = "GANTRY_ACME_CONTACT";
    public const string TermsVariable = "GANTRY_ACME_TERMS";
    public const string RootsVariable = "GANTRY_ACME_CA";
    public const string ChallengesVariable = "GANTRY_ACME_CHALLENGES";
    public const string Agreed = "agreed";
    private const string LetsEncrypt = "https://acme-v02.api.letsencrypt.org/directory";

    private static readonly Dictionary<string, ChallengeKind> Names = new(StringComparer.Ordinal)
    {
        ["http-01"] = ChallengeKind.Http01, ["tls-alpn-01"] = ChallengeKind.TlsAlpn01,
    };

    /// <summary>The variables, all of which the platform remembers.</summary>
    public static IReadOnlyList<string> Variables { get; } = [DirectoryVariable, ContactVariable, TermsVariable, RootsVariable, ChallengesVariable];

    public Uri Directory { get; init; } = new(LetsEncrypt);

    /// <summary>As URLs: <c>mailto:</c>.</summary>
    public IReadOnlyList<string> Contact { get; init; } = [];

    /// <summary>Somebody has agreed to the terms of the authority. Without, it is not asked for anything.</summary>
    public bool TermsAgreed { get; init; }

    /// <summary>Whom to trust for the authority's own address instead of the system's roots; empty: those.</summary>
    public X509Certificate2Collection Roots { get; init; } = [];

    /// <summary>What may be tried, in order.</summary>
    public IReadOnlyList<ChallengeKind> Challenges { get; init; } = [ChallengeKind.Http01, ChallengeKind.TlsAlpn01];

    /// <param name="setting">The value of a variable; null or empty: it is not set.</param>
    public static CertificatesOptions? From(Func<string, string?> setting, out Problem? problem)
    {
        problem = null;
        var options = new CertificatesOptions();
        if (Set(DirectoryVariable) is { } url)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var directory) || directory.Scheme != Uri.UriSchemeHttps)
                return Fail(DirectoryVariable, $"{url} is not an https URL.", $"Write it as {LetsEncrypt}.", out problem);
            options = options with { Directory = directory };
        }
        if (Set(ContactVariable) is { } contact)
        {
            var people = contact.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (people.FirstOrDefault(p => !IsMail(p)) is { } wrong) return Fail(ContactVariable, $"{wrong} is not an address of mail.", "Write it as ops@example.org; several with commas between.", out problem);
            options = options with { Contact = [.. people.Select(p => $"mailto:{p}")] };
        }
        if (Set(TermsVariable) is { } terms)
        {
            if (terms != Agreed) return Fail(TermsVariable, $"{terms} is no answer to the terms of the authority.", $"Read them and set {TermsVariable}={Agreed}, or leave it out.", out problem);
            options = options with { TermsAgreed = true };
        }
        if (Set(ChallengesVariable) is { } list)
        {
            var kinds = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (kinds.Length == 0 || kinds.Any(k => !Names.ContainsKey(k))) return Fail(ChallengesVariable, $"{list} is not a list of challenges.", $"There are {string.Join(" and ", Names.Keys)}: name those to try, in order.", out problem);
            options = options with { Challenges = [.. kinds.Select(k => Names[k]).Distinct()] };
        }
        return Set(RootsVariable) is { } file ? WithRoots(options, file, out problem) : options;

        string? Set(string name) => setting(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>Why nothing is asked of the authority while nobody has agreed to its terms.</summary>
    public Problem Terms(string place) => new(place, "acme.terms", $"Nobody has agreed to the terms of the authority at {Directory.Host} yet, so it is not asked for a certificate.",
        $"Read them ({Directory} names them), then start the platform again with {TermsVariable}={Agreed}: gantry platform stop, {TermsVariable}={Agreed} gantry platform start.");

    private static CertificatesOptions? WithRoots(CertificatesOptions options, string file, out Problem? problem)
    {
        problem = null;
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(file);
            if (roots.Count > 0) return options with { Roots = roots };
            return Fail(RootsVariable, $"There is no certificate in {file}.", "Name a file of PEM certificates: -----BEGIN CERTIFICATE-----.", out problem);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return Fail(RootsVariable, $"{file} cannot be read: {error.Message}", "Name a file of PEM certificates that the user of the platform may read.", out problem);
        }
    }

    private static bool IsMail(string text) =>
        text.IndexOf('@') is > 0 and var at && at < text.Length - 1 && text.LastIndexOf('@') == at && text.All(c => c is > ' ' and <= '~' and not ('?' or ';' or '<' or '>' or '"'));

    private static CertificatesOptions? Fail(string place, string message, string help, out Problem problem)
    {
        problem = new Problem(place, "acme.bad-setting", message, help);
        return null;
    }
}
