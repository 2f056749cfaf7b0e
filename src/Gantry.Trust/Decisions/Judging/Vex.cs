using Gantry.Trust.Sbom;

namespace Gantry.Trust.Decisions.Judging;

/// <summary>Statements of those who know how a product uses what it is made of.</summary>
/// <param name="Name">For messages: the file that it was read from.</param>
public sealed record VexDocument(string Name, IReadOnlyList<VexStatement> Statements);

/// <summary>What somebody says of vulnerabilities and products.</summary>
public sealed record VexStatement
{
    /// <summary>Names of the vulnerability.</summary>
    public required IReadOnlyList<string> Ids { get; init; }

    /// <summary>Package URLs, or names of images; with none it is about everything.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>Parts of the products that it is about; with none about all of each product.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>In the words of OpenVEX: <c>not_affected</c>, <c>affected</c>, <c>fixed</c> or <c>under_investigation</c>.</summary>
    public required string Status { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>As written; of two statements about the same the later counts.</summary>
    public string Time { get; init; } = "";

    internal bool Speaks(Finding finding, SoftwareBill bill)
    {
        if (!Ids.Contains(finding.Id) && !finding.Aliases.Any(Ids.Contains)) return false;
        if (Products.Count == 0) return Parts.Count == 0 || Parts.Any(p => Names(p, finding.Component));
        if (Products.Any(p => Names(p, finding.Component))) return true;
        return Products.Any(p => Is(p, bill)) && (Parts.Count == 0 || Parts.Any(p => Names(p, finding.Component)));
    }

    /// <summary>A package URL without a version speaks of all versions, one without qualifiers of all kinds.</summary>
    private static bool Names(string product, Component component)
    {
        if (PackageUrl.Read(product) is not { } url) return false;
        return url.Type == component.Type && (url.FullName == component.Name || url.FullName == component.SourceName)
            && (url.Version.Length == 0 || url.Version == component.Version || url.Version == component.SourceVersion)
            && (!url.Qualifiers.TryGetValue("arch", out var architecture) || component.Architecture is null || architecture == component.Architecture);
    }

    private static bool Is(string product, SoftwareBill bill) =>
        product == bill.Subject || (bill.Digest is { } digest && product.Contains(digest, StringComparison.Ordinal))
        || (PackageUrl.Read(product) is { Type: "oci" or "docker" } image
            && (image.Version.Length > 0 ? image.Version == bill.Digest : bill.Subject.Split('@')[0].Split(':')[0].EndsWith(image.Name, StringComparison.Ordinal)));
}
