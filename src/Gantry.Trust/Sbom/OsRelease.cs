using System.Text;

namespace Gantry.Trust.Sbom;

/// <summary>os-release(5).</summary>
internal static class OsRelease
{
    public static readonly string[] Paths = ["etc/os-release", "usr/lib/os-release"];

    public static Distribution? Read(byte[] content)
    {
        var values = Encoding.UTF8.GetString(content).Split('\n').Select(l => l.Trim().Split('=', 2)).Where(l => l.Length == 2).DistinctBy(l => l[0])
            .ToDictionary(l => l[0], l => l[1].Trim('"', '\''), StringComparer.Ordinal);
        return values.TryGetValue("ID", out var id) && id.Length > 0
            ? new Distribution(id, values.GetValueOrDefault("VERSION_ID", ""), values.GetValueOrDefault("PRETTY_NAME", id)) : null;
    }
}
