using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Releases;

[Collection(SideBySide.Right)]
public sealed class MirrorTests(SharedPlatform shared) : PlatformTest(shared), IClassFixture<SharedPlatform>
{
    [Fact]
    public async Task A_service_gets_copies_of_the_requests_to_another_until_the_file_says_no_more()
    {
        const string Mirror = "traffic: { mirror: { to: peer, share: 50 } }";
        var project = Platform.Project("copied", Yaml.Web("copied", "v1", replicas: 1, gantry: Mirror, app: Yaml.Peer("v2", replicas: 2)));
        await project.LiveAsync();
        for (var i = 0; i < 20; i++) await project.Site.AnswersAsync("v1");
        await CopiedAsync(10);
        project.Compose(Yaml.Web("copied", "v1", replicas: 1, app: Yaml.Peer("v2", replicas: 2)));
        await project.LiveAsync();
        for (var i = 0; i < 20; i++) await project.Site.AnswersAsync("v1");
        await CopiedAsync(10);
    }

    private async Task CopiedAsync(int times) =>
        await Eventually.BecomesAsync($"{times} copies were answered", TimeSpan.FromSeconds(20), Platform.EdgeStatsAsync,
            stats => stats["routes"]!.AsArray().Any(route => (string?)route!["route"] == "production/copied.web" && (int?)route["mirrored"]?["answered"] == times && route["mirrored"]!.AsObject().Count == 1));
}
