using System.Text.Json.Nodes;
using Gantry.Integration.Edge.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Edge.Tls;

/// <summary>
/// What testssl.sh has to say. The one that Debian has gives no letters; an A+ is, by the guide that letters come from, nothing to find fault with
/// and browsers that are told for at least half a year to come by HTTPS.
/// </summary>
public class RatingTests : TlsTest
{
    private const int HalfAYear = 180;

    /// <summary>All that it can look for takes a minute or two.</summary>
    private static readonly string[] Looks = Checkout.Nightly ? [] : ["--protocols", "--server-defaults", "--headers"];

    /// <summary>
    /// Faults that are those of a test's own authority, which has no revocation, no public log and no name in the DNS; of its service, whose
    /// headers are its own business; and of the program itself, whose client may leave before the ticket for its next visit has come.
    /// </summary>
    private static readonly string[] OfTheTest = ["cert_crlDistributionPoints", "cert_ocspURL", "cert_revocation", "DNS_CAArecord", "cert_caIssuers", "OCSP_stapling", "cert_chain_of_trust", "cert_extlifeSpan", "certificate_transparency", "security_headers", "engine_problem", "sessionresumption_ticket"];

    [Fact]
    public async Task Nothing_is_found_fault_with()
    {
        var (root, report) = (Path.Combine(Edge.Home, "root.pem"), Path.Combine(Edge.Home, "report.json"));
        Authority.PutRoot(root);
        await using var run = ProgramRun.Start("testssl", ["--quiet", "--color", "0", "--warnings", "off", "--nodns", "none", "--add-ca", root, "--ip", $"{Edge.Https.Address}", "--jsonfile", report, .. Looks, $"{Shop}:{Edge.Https.Port}"]);
        var ran = await run.EndAsync(TimeSpan.FromMinutes(15));
        Assert.True(File.Exists(report), ran.ToString());
        var found = JsonNode.Parse(await File.ReadAllTextAsync(report))!.AsArray().Select(one => (Id: (string)one!["id"]!, Severity: (string)one["severity"]!, What: (string)one["finding"]!)).ToList();
        TestContext.Current.SendDiagnosticMessage(string.Join('\n', found));
        Assert.Equal([], found.Where(one => one.Severity is "LOW" or "MEDIUM" or "HIGH" or "CRITICAL" or "FATAL" or "WARN").Where(one => !OfTheTest.Contains(one.Id.Split(' ')[0])).Select(one => $"{one.Severity} {one.Id}: {one.What}"));
        Assert.Equal(("TLS1_2", "TLS1_3"), (found.Single(one => one.Id == "TLS1_2" && one.Severity == "OK").Id, found.Single(one => one.Id == "TLS1_3" && one.Severity == "OK").Id));
        Assert.All(found.Where(one => one.Id is "SSLv2" or "SSLv3" or "TLS1" or "TLS1_1"), one => Assert.Contains("not offered", one.What, StringComparison.Ordinal));
        var days = found.Single(one => one.Id == "HSTS_time").What;
        Assert.True(int.Parse(days.Split(' ')[0]) >= HalfAYear, days);
    }
}

public sealed class GeneralLaneRatingTests : RatingTests
{
    protected override bool GeneralLane => true;
}
