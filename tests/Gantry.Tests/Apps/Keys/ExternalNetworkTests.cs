using Gantry.Apps;
using Gantry.Resources;
using Gantry.Resources.Platforms;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Rollouts.Decisions;

namespace Gantry.Tests.Apps.Keys;

/// <summary>Networks that exist on the engine: joined beside the app's own, so that names go on to lead to neighbours.</summary>
public sealed class ExternalNetworkTests : IDisposable
{
    private static readonly PlatformIdentity Platform = new("abcdef123456", "10.201");
    private readonly TemporaryProject project = new();

    public void Dispose() => project.Dispose();

    [Theory]
    [InlineData("proxy: {external: true}", "proxy")]
    [InlineData("proxy: {external: true, name: shared.net}", "shared.net")]
    [InlineData("proxy: {external: {name: shared}}", "shared")]
    [InlineData("proxy: {external: \"true\", name: \"${NET:-shared}\"}", "shared")]
    public void It_is_known_by_its_name_on_the_engine(string network, string name)
    {
        var app = Load("networks: [proxy, inner]", network + "\n  inner:").Definition!;
        Assert.Equal([("inner", null), ("proxy", name)], app.Services[0].Networks.Select(n => (n.Network, n.External)));
    }

    [Fact]
    public void The_default_network_may_be_one()
    {
        var app = Load("user: \"1\"", "default: {external: true, name: shared}").Definition!;
        Assert.Equal([("default", "shared")], app.Services[0].Networks.Select(n => (n.Network, n.External)));
    }

    [Fact]
    public void Containers_have_the_app_s_own_networks_first_and_their_names_on_the_other()
    {
        var result = Load("container_name: front\n    networks: {proxy: {aliases: [shop]}}\n    expose: [80]", "proxy: {external: true}");
        var (release, _) = ReleaseFactory.Make(result.Definition!, new Dictionary<string, ImageFacts> { ["web"] = new() { Id = "sha256:1", Name = "web:1" } }, 1, "anna", default);
        var planned = new PlannedReplica("app.web.1.1", "web", 1, release!.Service("web")!.Fingerprint, 1);
        var replica = ReplicaFactory.Make(Platform, release, planned, ReplicaKind.Service, new Dictionary<string, string> { ["web"] = "10.201.0.1" });
        Assert.Equal([(Platform.Network("production", "app", "proxy"), null, ""), ("proxy", true, "web front shop")],
            replica.Container.Networks.Select(n => (n.Name, n.External, string.Join(' ', n.Aliases))));
        Assert.Equal("10.201.0.1", replica.Container.Hosts["web"]);
        Assert.Equal("10.201.0.1", replica.Container.Hosts["shop"]);
    }

    [Theory]
    [InlineData("proxy: {external: true, name: host}", "network_mode: host")]
    [InlineData("proxy: {external: {name: none}}", "network_mode: none")]
    [InlineData("proxy: {external: true, name: bridge}", "docker network create")]
    [InlineData("proxy: {external: true, driver: bridge}", "Remove everything but")]
    [InlineData("proxy: {external: true, name: \"a b\"}", "docker network ls")]
    [InlineData("proxy: {name: mine}", "external: true")]
    [InlineData("proxy: {external: perhaps}", "Write true or false")]
    public void What_cannot_be_joined_is_refused_with_a_remedy(string network, string remedy)
    {
        var problem = Assert.Single(Load("networks: [proxy]", network).Problems);
        Assert.Equal(Severity.Error, problem.Severity);
        Assert.StartsWith("compose.yaml:7:", problem.Place, StringComparison.Ordinal);
        Assert.Contains(remedy, problem.Help, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_plan_says_which_wall_has_a_door()
    {
        var result = Load("networks: [proxy]", "proxy: {external: true, name: shared}");
        var (release, _) = ReleaseFactory.Make(result.Definition!, new Dictionary<string, ImageFacts> { ["web"] = new() { Id = "sha256:1", Name = "web:1" } }, 0, "anna", default);
        var plan = RolloutRequests.Up(new Request(Control.World.Empty, Platform, "production", "app", "anna", default), release!).Plan!;
        var note = Assert.Single(plan.Notes, n => n.Code == "network.external");
        Assert.Equal((Severity.Warning, "networks.proxy"), (note.Severity, note.Place));
        Assert.StartsWith("web joins the network shared, which is not the app's", note.Message, StringComparison.Ordinal);
    }

    private ComposeResult Load(string service, string networks) =>
        project.Load($"name: app\nservices:\n  web:\n    image: web:1\n    {service}\nnetworks:\n  {networks}\n");
}
