using System.Text;
using System.Text.Json;
using Gantry.Tests.Trust.Advisories;

namespace Gantry.Tests.Cli;

/// <summary><c>gantry advisories</c>, <c>scan</c> and <c>sbom</c>: what they find is tested in Trust, here is how they are asked and what they print.</summary>
public sealed class ScanTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-scan-");

    public ScanTests()
    {
        Write("osv/a.json", Records.Of("GHSA-1", "npm", "left-pad", Records.Fixed("1.3.0"), ",\"aliases\":[\"CVE-2026-9\"]" + Records.Severity(Records.Severe)));
        Write("app/package-lock.json", """{"packages":{"node_modules/left-pad":{"version":"1.2.0"},"node_modules/other":{"version":"1.0.0"}}}"""u8.ToArray());
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string At(string path) => Path.Combine(folder.FullName, path);

    private void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllBytes(At(path), content);
    }

    [Fact]
    public async Task From_records_to_findings()
    {
        await using var platform = await FakePlatform.StartAsync();
        var (code, output, _) = await platform.RunAsync(["advisories", "import", At("osv")]);
        Assert.Equal(0, code);
        Assert.StartsWith("1 records read, 1 of them new or changed, 0 withdrawn.\n1 advisories, the newest of 2026-11-01", output, StringComparison.Ordinal);
        (code, output, _) = await platform.RunAsync(["scan", At("app")]);
        Assert.Equal(0, code);
        Assert.Contains("critical  9.8  GHSA-1         left-pad  1.2.0 → 1.3.0\n", output, StringComparison.Ordinal);
        Assert.EndsWith("2 packages, 1 findings: 1 critical; 1 have a fix.\n", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n').Take(2), l => Assert.True(l.Length <= 80));

        (code, output, _) = await platform.RunAsync(["scan", At("app"), "--json", "--fail-on", "high"]);
        Assert.Equal(2, code);
        using var document = JsonDocument.Parse(output);
        var finding = document.RootElement.GetProperty("findings")[0];
        Assert.Equal(("left-pad", "1.2.0", "1.3.0", "Critical"), (Text("package"), Text("version"), Text("fixed"), Text("severity")));
        Assert.StartsWith("sha256:", document.RootElement.GetProperty("advisories").GetProperty("snapshot").GetString(), StringComparison.Ordinal);

        Write("vex.json", """{"statements":[{"vulnerability":{"name":"CVE-2026-9"},"products":[{"@id":"pkg:npm/left-pad"}],"status":"not_affected","justification":"component_not_present"}]}"""u8.ToArray());
        (code, output, _) = await platform.RunAsync(["scan", At("app"), "--vex", At("vex.json"), "--fail-on", "low"]);
        Assert.Equal(0, code);
        Assert.Contains("dismissed: GHSA-1 in left-pad 1.2.0: not_affected, component_not_present", output.ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);

        (_, output, _) = await platform.RunAsync(["sbom", At("app"), "--format", "spdx"]);
        Write("bill.json", Encoding.UTF8.GetBytes(output));
        (code, output, _) = await platform.RunAsync(["scan", At("bill.json"), "--fail-on", "critical"]);
        Assert.Equal(2, code);

        string? Text(string name) => finding.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Old_advisories_are_said_loudly()
    {
        Write("osv/a.json", Records.Of("GHSA-1", "npm", "left-pad", Records.Fixed("1.3.0"), modified: "2020-01-01T00:00:00Z"));
        await using var platform = await FakePlatform.StartAsync();
        await platform.RunAsync(["advisories", "import", At("osv")]);
        var (code, _, error) = await platform.RunAsync(["scan", At("app")]);
        Assert.Equal(0, code);
        Assert.Contains("THE ADVISORIES ARE", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_judged_is_an_error_and_not_a_finding()
    {
        await using var platform = await FakePlatform.StartAsync();
        var (code, _, error) = await platform.RunAsync(["scan", At("app"), "--fail-on", "low"]);
        Assert.Equal(1, code);
        Assert.Contains("gantry advisories import", error, StringComparison.Ordinal);
        await platform.RunAsync(["advisories", "import", At("osv")]);
        (code, _, error) = await platform.RunAsync(["scan", At("nowhere.tar")]);
        Assert.Equal(1, code);
        Assert.Contains("There is nothing there", error, StringComparison.Ordinal);
    }
}
