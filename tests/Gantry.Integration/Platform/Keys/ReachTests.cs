using System.Net;
using System.Net.Sockets;
using System.Text;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Keys;

/// <summary>UDP ports and networks of the engine through the whole platform.</summary>
[Collection(SideBySide.Left)]
public sealed class ReachTests(SharedPlatform shared) : PlatformTest(shared), IClassFixture<SharedPlatform>
{
    private static string Udp(string version, int port, string more = "") => $$"""
        name: datagrams
        services:
          echo:
            image: {{TestImages.Responder}}
            environment: { VERSION: {{version}}, UDP: "5353" }
            ports: ["{{port}}:5353/udp"]
        {{more}}
        """;

    [Fact]
    public async Task A_datagram_is_answered_by_the_release_that_is_live()
    {
        var port = FreePort.Take();
        var project = Platform.Project("datagrams", Udp("v1", port));
        await project.LiveAsync();
        Assert.Equal("v1 hello", await AskAsync(port, "hello"));

        project.Compose(Udp("v2", port));
        (await Platform.GantryAsync("plan", project.Folder)).Expect(2).Says("recreate", "publishes UDP port", "cannot run twice");
        await project.LiveAsync();
        Assert.Equal("v2 hello", await AskAsync(port, "hello"));
        Assert.Single(await project.ContainersAsync());

        // Neither another app nor another program may have it.
        var second = Platform.Project("second", Udp("v1", port).Replace("name: datagrams", "name: second", StringComparison.Ordinal));
        (await second.UpAsync()).Expect(1).Says("compose.yaml:6:5", $"UDP port {port} is already published by echo of datagrams");
        (await project.DownAsync()).Expect(0);
        using var other = new UdpClient(new IPEndPoint(IPAddress.Loopback, port));
        (await second.UpAsync()).Expect(1).Says($"UDP port {port} on 127.0.0.1 is in use by another program");
    }

    [Fact]
    public async Task Containers_meet_on_a_network_of_the_engine_and_go_on_to_find_their_neighbours()
    {
        // Sorted before the app's own, so that the engine makes it the way to everywhere.
        var network = $"a-shared-{Guid.NewGuid():N}"[..20];
        string Compose(string app, string other) => $$"""
            name: {{app}}
            services:
              web:
                image: {{TestImages.Responder}}
                environment: { VERSION: {{app}}, PEER: "http://inner:8080" }
                networks: { shared: { aliases: [{{app}}-front] } }
                x-gantry: { route: { host: {{app}}.test }, probe: { path: /healthz } }
              inner:
                image: {{TestImages.Responder}}
                environment: { VERSION: {{app}}-inner, PEER: "http://{{other}}-front:8080" }
                networks: [shared]
                x-gantry: { route: { host: {{app}}-inner.test }, probe: { path: /healthz } }
            networks: { shared: { external: true, name: {{network}} } }
            """;
        var (one, two) = (Platform.Project("one", Compose("one", "two")), Platform.Project("two", Compose("two", "one")));
        (await one.UpAsync()).Expect(1).Says("compose.yaml:13:13", $"There is no network {network}", $"docker network create {network}");
        Assert.Empty(await one.ContainersAsync());

        await Platform.Engine.CreateNetworkAsync(network);
        try
        {
            (await one.UpAsync()).Expect(0).Says($"join the network {network}, which is not the app's");
            await two.LiveAsync();
            foreach (var (app, other) in new[] { ("one", "two"), ("two", "one") })
            {
                // A neighbour by the edge, whatever way the call takes; the other app by the network, under its name there.
                await new Site(Platform.Http, $"{app}.test").AnswersAsync($"{app} got {app}-inner", "/call");
                await new Site(Platform.Http, $"{app}-inner.test").AnswersAsync($"{app}-inner got {other}", "/call");
            }

            (await one.DownAsync()).Expect(0);
            (await two.DownAsync()).Expect(0);
            Assert.True(await Platform.Engine.HasNetworkAsync(network));
        }
        finally
        {
            await one.DownAsync();
            await two.DownAsync();
            await Platform.Engine.RemoveNetworkAsync(network);
        }
    }

    private static async Task<string> AskAsync(int port, string words)
    {
        using var client = new UdpClient();
        client.Connect(IPAddress.Loopback, port);
        var answer = "";
        await Eventually.HoldsAsync("the datagram is answered", TimeSpan.FromSeconds(20), async () =>
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                await client.SendAsync(Encoding.UTF8.GetBytes(words), patience.Token);
                answer = Encoding.UTF8.GetString((await client.ReceiveAsync(patience.Token)).Buffer);
                return true;
            }
            catch (Exception lost) when (lost is OperationCanceledException or SocketException)
            {
                return false;
            }
        });
        return answer;
    }
}
