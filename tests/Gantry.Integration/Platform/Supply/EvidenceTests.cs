using System.Text.Json.Nodes;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Platform.Registry;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Supply;

/// <summary>What is known of the images that a release is made of, from the first gantry up on.</summary>
[Collection(SideBySide.Left)]
public sealed class EvidenceTests : PlatformTest
{
    private const string Advisory = """
        {"id":"GHSA-gantry-test","modified":"2026-11-01T00:00:00Z","summary":"pads too far","affected":[{"package":{"ecosystem":"npm","name":"left-pad"},
        "ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.3.0"}]}]}],"severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Project Padded(TestPlatform platform)
    {
        var project = platform.Project("padded", """
            name: padded
            services:
              web:
                build: ./site
                command: [/bin/httpd, -f, -p, "8080", -h, /www]
                expose: ["8080"]
                stop_signal: SIGKILL
                x-gantry: { route: { host: padded.test } }
            """);
        project.Write("site/Dockerfile", $"""
            FROM {TestImages.Busybox}
            COPY package-lock.json /app/
            COPY index.html /www/
            """);
        project.Write("site/package-lock.json", """{"packages":{"":{},"node_modules/left-pad":{"version":"1.0.0"}}}""");
        project.Write("site/index.html", "padded");
        return project;
    }

    private static async Task<JsonNode> ImageAsync(TestPlatform platform) => Assert.Single(await platform.Api.ResourcesAsync("Image"));

    [Fact]
    public async Task What_is_released_is_in_the_registry_with_a_list_of_what_is_in_it_and_an_advisory_reaches_what_runs()
    {
        var platform = await StartPlatformAsync();
        var project = Padded(platform);
        await project.LiveAsync();

        // By its digest, which leads to the image's id: any client may pull just what runs.
        var image = await ImageAsync(platform);
        var (repository, digest) = ($"http://{platform.Registry}/v2/padded/web", ((string)image["spec"]!["digest"]!).Split('@')[1]);
        using var http = new HttpClient();
        var manifest = JsonNode.Parse(await http.GetStringAsync($"{repository}/manifests/{digest}", Stop))!;
        Assert.Equal((string)image["spec"]!["imageId"]!, (string)manifest["config"]!["digest"]!);
        Assert.Equal(((JsonArray)image["spec"]!["config"]!["layers"]!).Select(l => (string)l!), manifest["layers"]!.AsArray().Select(l => (string)l!["digest"]!));
        (await RegistryClient.SkopeoAsync("copy", "-q", "--src-tls-verify=false", $"docker://{(string)image["spec"]!["digest"]!}", $"dir:{platform.Beside("copy")}")).Expect(0);
        var referrer = (await http.GetStringAsync($"{repository}/referrers/{digest}?artifactType=application/vnd.cyclonedx%2Bjson", Stop)) is var found ? Assert.Single(JsonNode.Parse(found)!["manifests"]!.AsArray()) : null;
        var about = JsonNode.Parse(await http.GetStringAsync($"{repository}/manifests/{referrer!["digest"]}", Stop))!;
        var bill = await http.GetStringAsync($"{repository}/blobs/{about["layers"]![0]!["digest"]}", Stop);
        Assert.Contains("pkg:npm/left-pad@1.0.0", bill, StringComparison.Ordinal);
        Assert.Equal(bill, await File.ReadAllTextAsync(Path.Combine(platform.Home, "evidence", ((string)image["spec"]!["bill"]!["digest"]!)[7..]), Stop));

        var before = (await platform.GantryAsync("vulns", "--json")).Expect(0).Json;
        Assert.Equal("advisories.none", (string)Assert.Single(before["unjudged"]!.AsArray())!["problem"]!["code"]!);

        await project.Site.AnswersAsync("padded");
        await File.WriteAllTextAsync(platform.Beside("advisory.json"), Advisory, Stop);
        (await platform.GantryAsync("advisories", "import", platform.Beside("advisory.json"))).Expect(0);
        var after = await Eventually.BecomesAsync("it is listed", TimeSpan.FromSeconds(10),
            async () => (await platform.GantryAsync("vulns", "--json")).Expect(0).Json, report => report["findings"]!.AsArray().Count == 1);
        var finding = after["findings"]![0]!;
        Assert.Equal(("GHSA-gantry-test", "critical", "left-pad", "1.3.0"), ((string)finding["id"]!, (string)finding["severity"]!, (string)finding["package"]!, (string)finding["fixed"]!));
        Assert.Equal(("Public", true), ((string)finding["services"]![0]!["reach"]!, (bool)finding["services"]![0]!["runs"]!));
        Assert.True((long)finding["services"]![0]!["requests"]! > 0);
        (await platform.GantryAsync("vulns")).Expect(0).Says("GHSA-gantry-test", "public", "padded.web", "raise left-pad to 1.3.0");

        // Done is done: an app that has not changed is not looked at again.
        var version = (long)(await ImageAsync(platform))["version"]!;
        Assert.False((bool)(await project.LiveAsync())["changed"]!);
        Assert.Equal(version, (long)(await ImageAsync(platform))["version"]!);
    }

    [Fact]
    public async Task Without_a_registry_of_its_own_the_platform_releases_and_knows_what_is_in_it()
    {
        var platform = Own(new TestPlatform(variables: new Dictionary<string, string> { ["GANTRY_REGISTRY"] = "registry.invalid/team" }));
        await platform.StartAgainAsync();
        await Padded(platform).LiveAsync();
        var image = await ImageAsync(platform);
        Assert.Null(image["spec"]!["digest"]);
        Assert.NotNull(image["spec"]!["bill"]);
    }
}
