namespace Gantry.Trust.Decisions.Versions;

/// <summary>The version order specification of Maven's POM reference. Every text is a version.</summary>
public sealed class MavenVersions : IVersionScheme
{
    public string? Fault(string version) =>
        version.Length == 0 ? "is empty" : version.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) ? "has white space in it" : null;

    public int Compare(string a, string b) => MavenItem.Parse(a).CompareTo(MavenItem.Parse(b));
}
