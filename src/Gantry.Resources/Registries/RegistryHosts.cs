namespace Gantry.Resources.Registries;

/// <summary>One name for each registry, whichever way it is written.</summary>
public static class RegistryHosts
{
    /// <summary>What names of images without a host are of.</summary>
    public const string Hub = "docker.io";

    /// <summary>What engines and their clients file the hub's sign-in under.</summary>
    public const string HubAccount = "https://index.docker.io/v1/";

    private const int Longest = 255;

    /// <param name="text"><c>registry.example.org:5000</c>, also as an address: <c>https://index.docker.io/v1/</c>.</param>
    /// <returns>Host and port in lower case; null: it is none.</returns>
    public static string? Read(string text)
    {
        var host = text.Trim();
        foreach (var scheme in (string[])["https://", "http://"])
        {
            if (host.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) host = host[scheme.Length..];
        }

        if (host.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash)
        {
            if (host[slash..].Trim('/') is not ("" or "v1" or "v2")) return null;
            host = host[..slash];
        }

        host = host.ToLowerInvariant();
        if (host is "index.docker.io" or "registry-1.docker.io") return Hub;
        return host.Length is > 0 and <= Longest && !host.Contains('@', StringComparison.Ordinal) && Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var root) && root is { UserInfo: "", AbsolutePath: "/", Query: "", Fragment: "" }
            ? host : null;
    }

    /// <param name="image">Its name, perhaps with tag and digest.</param>
    public static string Of(string image)
    {
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        var first = slash > 0 ? image[..slash] : "";
        return first == "localhost" || first.AsSpan().IndexOfAny('.', ':') >= 0 ? Read(first) ?? first : Hub;
    }
}
