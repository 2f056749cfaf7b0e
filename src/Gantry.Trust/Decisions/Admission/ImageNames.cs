namespace Gantry.Trust.Decisions.Admission;

/// <summary>Names of images as registries understand them: <c>redis:7</c> is <c>docker.io/library/redis</c>.</summary>
internal static class ImageNames
{
    /// <summary>With its registry, without tag and digest.</summary>
    public static string Full(string name)
    {
        var bare = Bare(name);
        var slash = bare.IndexOf('/');
        if (slash < 0) return $"docker.io/library/{bare}";
        var first = bare[..slash];
        return first.Contains('.') || first.Contains(':') || first == "localhost" ? bare : $"docker.io/{bare}";
    }

    /// <summary>Without tag and digest.</summary>
    public static string Bare(string name)
    {
        if (name.IndexOf('@') is var at and > 0) name = name[..at];
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[..colon] : name;
    }

    /// <summary>By whole parts: what is allowed is a registry, a part of one, or a repository.</summary>
    public static bool IsUnder(string name, string allowed)
    {
        var full = Full(name);
        var place = allowed.TrimEnd('/');
        return Under(full, place) || Under(full, Full(place));
    }

    private static bool Under(string full, string place) =>
        full.StartsWith(place, StringComparison.Ordinal) && (full.Length == place.Length || full[place.Length] == '/');
}
