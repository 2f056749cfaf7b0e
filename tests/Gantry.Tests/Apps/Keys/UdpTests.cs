using Gantry.Apps;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Tests.Apps.Keys;

/// <summary>UDP ports, which the engine publishes and only one container can have.</summary>
public sealed class UdpTests : IDisposable
{
    private readonly TemporaryProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void Both_forms_ranges_and_addresses_are_read_apart_from_tcp()
    {
        var service = Load("ports: [\"53:53/udp\", \"53:53/tcp\", \"0.0.0.0:2456-2457:2456-2457/udp\", {target: 51820, published: 51820, protocol: udp, host_ip: \"::\"}]").Definition!.Services[0];
        Assert.Equal([new PublishedPort(null, 53, 53)], service.Ports);
        Assert.Equal(
        [
            new PublishedPort(null, 53, 53, "udp"), new PublishedPort("0.0.0.0", 2456, 2456, "udp"), new PublishedPort("0.0.0.0", 2457, 2457, "udp"),
            new PublishedPort("::", 51820, 51820, "udp"),
        ], service.UdpPorts!);
    }

    [Theory]
    [InlineData("ports: [\"53:53/udp\"]\n    deploy: {replicas: 2}", "compose.udp-alone", "2 replicas")]
    [InlineData("ports: [\"53:53/udp\"]\n    scale: 3", "compose.udp-alone", "3 replicas")]
    [InlineData("ports: [\"53:53/udp\"]\n    x-gantry: {strategy: rolling}", "compose.udp-alone", "two releases")]
    [InlineData("ports: [\"53:53/udp\"]\n    x-gantry: {strategy: blue-green}", "compose.udp-alone", "two releases")]
    [InlineData("ports: [\"53:53/udp\", \"127.0.0.1:53:54/udp\"]", "compose.port-clash", "UDP port 53 is published twice")]
    [InlineData("ports: [\"53:53/udp\"]\n    network_mode: none", "compose.contradiction", "cannot publish ports")]
    [InlineData("ports: [\"132:132/sctp\"]", "compose.refused-value", "TCP and UDP only")]
    [InlineData("ports: [\"53/udp\"]", "compose.port-without-host", "names no port of this machine")]
    [InlineData("expose: [\"53/udp\"]", "compose.refused-value", "does not carry")]
    public void What_cannot_be_is_refused(string keys, string code, string message)
    {
        var problem = Assert.Single(Load(keys).Problems);
        Assert.Equal((code, Severity.Error), (problem.Code, problem.Severity));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.NotEmpty(problem.Help);
    }

    [Fact]
    public void Two_services_cannot_have_the_same_and_udp_takes_nothing_from_tcp()
    {
        var result = project.Load("services:\n  a: {image: \"a:1\", ports: [\"53:53/udp\"]}\n  b: {image: \"b:1\", ports: [\"53:53\"]}\n  c: {image: \"c:1\", ports: [\"53:53/udp\"]}\n");
        var problem = Assert.Single(result.Problems);
        Assert.Equal(("compose.yaml:4:29", "compose.port-clash"), (problem.Place, problem.Code));
        Assert.Contains("by service 'a' at compose.yaml:2:29", problem.Message, StringComparison.Ordinal);
    }

    private ComposeResult Load(string keys) => project.Load($"services:\n  web:\n    image: web:1\n    {keys}\n");
}
