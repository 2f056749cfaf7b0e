namespace Gantry.Engine;

/// <summary>The parts of an image's name: <c>registry:5000/team/app:tag</c> or <c>app@sha256:…</c>.</summary>
public static class ImageName
{
    /// <summary>The tag is null where there is none, or a digest instead.</summary>
    public static (string Repository, string? Tag) Split(string name)
    {
        if (name.IndexOf('@') is var at and > 0) return (name[..at], null);
        // A colon before the last slash is a port.
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? (name[..colon], name[(colon + 1)..]) : (name, null);
    }

    /// <summary>The name with <c>latest</c> where it says nothing; otherwise an engine may fetch every tag there is.</summary>
    public static string WithTag(string name) =>
        name.Contains('@') || Split(name).Tag is not null || IsId(name) ? name : $"{name}:latest";

    public static bool IsId(string name) => name.StartsWith("sha256:", StringComparison.Ordinal);
}
