namespace Gantry.Resources.Certificates;

/// <summary>Which certificate a host gets: an exact name before a wildcard, a valid one before one that is not, and of those the one that is valid longest.</summary>
public sealed class CertificateChoice
{
    private readonly Dictionary<string, HostCertificate[]> byName = new(StringComparer.OrdinalIgnoreCase);

    public CertificateChoice(IEnumerable<HostCertificate> certificates)
    {
        foreach (var named in certificates.SelectMany(certificate => certificate.Names.Select(name => (name, certificate))).ToLookup(pair => pair.name, pair => pair.certificate, StringComparer.OrdinalIgnoreCase))
            byName[named.Key] = [.. named.OrderByDescending(certificate => certificate.Leaf.NotAfter).ThenBy(certificate => certificate.Path, StringComparer.Ordinal)];
    }

    /// <param name="host">A name, or a wildcard as a route has it.</param>
    /// <returns>Null: there is none, not even one that has expired.</returns>
    public HostCertificate? For(string host, DateTimeOffset now)
    {
        var exact = byName.GetValueOrDefault(host) ?? [];
        // A wildcard stands for one label (RFC 9525, 6.3).
        var wild = host.IndexOf('.') is > 0 and var dot ? byName.GetValueOrDefault("*" + host[dot..]) ?? [] : [];
        return exact.Concat(wild).FirstOrDefault(certificate => certificate.IsValid(now)) ?? exact.Concat(wild).FirstOrDefault();
    }

    /// <summary>What is wrong with the certificate of a host; null if nothing is.</summary>
    /// <param name="folder">Where certificates lie.</param>
    /// <param name="unusable">What is wrong with files there: one of them may be the reason.</param>
    public Problem? WrongFor(string host, DateTimeOffset now, string folder, IReadOnlyList<Problem> unusable)
    {
        if (For(host, now) is not { } certificate)
        {
            return unusable.FirstOrDefault(problem => Path.GetFileNameWithoutExtension(problem.Place).Equals(host, StringComparison.OrdinalIgnoreCase))
                ?? new Problem(host, "certificate.missing", $"There is no certificate for {host} in {folder}.",
                    $"Put it there with its chain as {host.Replace("*", "_", StringComparison.Ordinal)}.crt, and its key as the same with .key (chmod 600). It must name {host} among its alternative names.")
                {
                    Details = [.. unusable.Select(problem => problem.ToString())],
                };
        }
        if (certificate.IsValid(now)) return null;
        var expired = certificate.Leaf.NotAfter <= now;
        return new Problem(certificate.Path, expired ? "certificate.expired" : "certificate.not-yet-valid",
            expired ? $"The certificate for {host} expired on {certificate.Leaf.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC." : $"The certificate for {host} is valid from {certificate.Leaf.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC on, and it is {now:yyyy-MM-dd HH:mm}.",
            expired ? "Renew it and put the new one in its place; it is taken up by itself." : "Set the machine's clock, or put a certificate there that is valid.");
    }
}
