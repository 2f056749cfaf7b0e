using Gantry.Resources;

namespace Gantry.Server.Signing;

/// <summary>What somebody calls an image, taken apart.</summary>
/// <param name="Repository">With its registry's address.</param>
/// <param name="Reference">A digest, or else a tag.</param>
internal sealed record ImageAddress(string Repository, string Reference)
{
    private const int Longest = 512;

    /// <summary>A name without a registry's address is one of the platform's registry, as <c>gantry registry ls</c> prints it; one without a tag is <c>latest</c>, as everywhere.</summary>
    /// <param name="registry">The address of the platform's, perhaps with a path.</param>
    public static Outcome<ImageAddress> Parse(string image, string registry)
    {
        var name = image;
        var reference = "";
        if (name.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at) (name, reference) = (name[..at], name[(at + 1)..]);
        if (name.LastIndexOf(':') is >= 0 and var colon && colon > name.LastIndexOf('/'))
        {
            // Of a tag and a digest the digest counts.
            if (reference.Length == 0) reference = name[(colon + 1)..];
            name = name[..colon];
        }

        if (reference.Length == 0) reference = "latest";
        var first = name.Split('/')[0];
        var hasHost = name.Contains('/', StringComparison.Ordinal) && (first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost");
        if (name.Length == 0 || image.Length > Longest || !IsReference(reference))
            return new Problem(image, "image.bad-name", "It is no name of an image.", "Write [REGISTRY/]NAME[:TAG][@DIGEST], such as 127.0.0.1:5055/team/app:v1.");
        return new ImageAddress(hasHost ? name : $"{registry}/{name}", reference);
    }

    private static bool IsReference(string text) => text.Length is > 0 and <= 200 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':');
}
