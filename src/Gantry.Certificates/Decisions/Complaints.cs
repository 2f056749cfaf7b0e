using Gantry.Resources;

namespace Gantry.Certificates.Decisions;

/// <summary>What an authority says is wrong (RFC 8555, 6.7), with what to do about it.</summary>
public static class Complaints
{
    private const string Prefix = "urn:ietf:params:acme:error:";
    private const int LongestDetail = 300;

    /// <param name="type">Its URN; null: it named none.</param>
    /// <param name="detail">Its own words, which come from outside.</param>
    public static Problem Of(string host, string? type, string? detail)
    {
        var name = type is not null && type.StartsWith(Prefix, StringComparison.Ordinal) ? type[Prefix.Length..] : "";
        var (code, message, help) = name switch
        {
            "dns" => ("acme.dns", $"The authority does not find {host} in the DNS", $"Give {host} an A or AAAA record with this machine's address."),
            "connection" => ("acme.connection", $"The authority does not reach {host}",
                $"See that {host} leads to this machine and that ports 80 and 443 are open to the world and lead to GANTRY_HTTP and GANTRY_HTTPS."),
            "unauthorized" or "incorrectResponse" => ("acme.unauthorized", $"Somebody else answers the authority for {host}, or something in front of this machine does",
                $"See that the DNS names only this machine for {host}, IPv6 too, and that a proxy in front passes /.well-known/acme-challenge/ on."),
            "tls" => ("acme.tls", $"The authority comes to no handshake with {host}", "See that port 443 leads to GANTRY_HTTPS and that nothing ends TLS in front of it."),
            "caa" => ("acme.caa", $"The CAA record of the domain does not allow this authority to speak for {host}", "Name the authority in the CAA record, or remove the record."),
            "rateLimited" => ("acme.rate-limited", "The authority has had too many requests", "Nothing to do: it is asked again when it says. Fewer new hosts at once, or another authority, help."),
            "rejectedIdentifier" or "unsupportedIdentifier" => ("acme.rejected", $"The authority gives no certificates for {host}", "Use a public name, or a private authority, or 'tls: files'."),
            "userActionRequired" => ("acme.user-action", "The authority wants somebody to do something first, such as agreeing to new terms", "Follow what it says."),
            "externalAccountRequired" => ("acme.external-account", "The authority wants an account that was made elsewhere, and that cannot be given", $"Use another authority: {CertificatesOptions.DirectoryVariable}."),
            "invalidContact" or "unsupportedContact" => ("acme.contact", "The authority does not take the contact", $"Correct {CertificatesOptions.ContactVariable}."),
            "serverInternal" => ("acme.away", "The authority is out of order", "Nothing to do: it is asked again after a while."),
            _ => ("acme.refused", "The authority refuses the order", $"See what it says; it is asked again after a while. Another authority can be named with {CertificatesOptions.DirectoryVariable}."),
        };
        return new Problem(host, code, detail is { Length: > 0 } ? $"{message}: {Printable(detail)}" : $"{message}.", help);
    }

    /// <summary>It goes to terminals and logs.</summary>
    private static string Printable(string text)
    {
        var plain = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        plain = plain.Length > LongestDetail ? plain[..LongestDetail] + "…" : plain;
        return plain.EndsWith('.') || plain.EndsWith('…') ? plain : plain + ".";
    }
}
