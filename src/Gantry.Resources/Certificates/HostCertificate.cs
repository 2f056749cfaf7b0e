using System.Security.Cryptography.X509Certificates;

namespace Gantry.Resources.Certificates;

/// <summary>A certificate for hosts, with its chain and its key.</summary>
/// <param name="Path">The file that it was read from.</param>
/// <param name="Leaf">With its key.</param>
/// <param name="Chain">What vouches for it, but for the root.</param>
public sealed record HostCertificate(string Path, X509Certificate2 Leaf, X509Certificate2Collection Chain)
{
    private const string AlternativeNames = "2.5.29.17";

    /// <summary>The hosts that it is for: <c>shop.example.org</c>, <c>*.example.org</c>. What stands in the subject alone counts no more (RFC 9525, 2).</summary>
    public IReadOnlyList<string> Names { get; } =
        [.. Leaf.Extensions.Where(extension => extension.Oid?.Value == AlternativeNames)
            .SelectMany(extension => new X509SubjectAlternativeNameExtension(extension.RawData).EnumerateDnsNames())];

    public bool IsValid(DateTimeOffset now) => now >= Leaf.NotBefore && now < Leaf.NotAfter;
}
