using System.Text;

namespace Gantry.Tests.Trust.Advisories;

/// <summary>OSV records as text.</summary>
internal static class Records
{
    public const string Severe = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";

    /// <param name="events">As JSON objects: <c>{"introduced":"0"},{"fixed":"1.2"}</c>.</param>
    public static byte[] Of(string id, string ecosystem, string name, string events, string extra = "", string modified = "2026-11-01T00:00:00Z", string type = "ECOSYSTEM") => Encoding.UTF8.GetBytes($$$"""
        {"id":"{{{id}}}","modified":"{{{modified}}}"{{{extra}}},"affected":[{"package":{"ecosystem":"{{{ecosystem}}}","name":"{{{name}}}"},
        "ranges":[{"type":"{{{type}}}","events":[{{{events}}}]}]}]}
        """);

    public static string Fixed(string version) => $$"""{"introduced":"0"},{"fixed":"{{version}}"}""";

    public static string Severity(string vector) => $$""","severity":[{"type":"CVSS_V3","score":"{{vector}}"}]""";
}
