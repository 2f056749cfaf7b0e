using System.Net;
using System.Net.Sockets;
using Gantry.Integration.Platform.Harness;

namespace Gantry.Integration.Platform.BadInput;

/// <summary>Releases that are understood and do not come up: the one before goes on serving.</summary>
[Collection(SideBySide.Left)]
public sealed class RolloutTests(SteadyApp steady) : PlatformTest(steady.Shared), IClassFixture<SteadyApp>
{
    private static string With(string variable, string service = "", string gantry = "") =>
        Yaml.Web("steady", "v2", service: service, gantry: gantry).Replace("VERSION: v2", $"VERSION: v2{variable}", StringComparison.Ordinal);

    [Fact]
    public async Task A_health_check_that_never_passes() =>
        (await steady.RefusedAsync(With(", NOT_READY: '1'", gantry: "readyWithin: 3s,")))
            .Says("services.web", "was not ready within 3 s", "503", "x-gantry.readyWithin", "responder v2 listens", "release 1 still serves");

    [Fact]
    public async Task A_process_that_ends_at_once() =>
        (await steady.RefusedAsync(With(", EXIT: '3'")))
            .Says("services.web", "exit code 3", "responder: told to end with 3", "release 1 still serves");

    [Fact]
    public async Task A_program_that_is_not_in_the_image() =>
        (await steady.RefusedAsync(With("", service: "entrypoint: [/no/such/program]"))).Says("services.web", "/no/such/program", "release 1 still serves");

    [Fact]
    public async Task A_port_that_somebody_else_has()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        (await steady.RefusedAsync(With("", service: $"ports: ['127.0.0.1:{port}:8080']"))).Says("compose.yaml:8:5", $"Port {port} on 127.0.0.1 is in use", "ss -ltnp");
    }

    [Fact]
    public async Task A_one_off_that_fails() =>
        (await steady.RefusedAsync(Yaml.Web("steady", "v2", service: "depends_on: { once: { condition: service_completed_successfully } }", app: $$"""
              once:
                image: {{TestImages.Busybox}}
                command: ["sh", "-c", "echo no such column >&2; exit 9"]
                restart: "no"
            """))).Says("services.once", "exit code 9", "no such column", "release 1 still serves");

    [Fact]
    public async Task A_host_that_another_app_has()
    {
        var other = Platform.Project("other", Yaml.Web("other", "o1").Replace("other.test", "steady.test", StringComparison.Ordinal));
        (await other.UpAsync()).Expect(1).Says("steady.test/ already leads to web of steady");
        Assert.Empty(await other.ContainersAsync());
        await steady.UntouchedAsync();
    }

    [Fact]
    public async Task A_first_release_that_fails_leaves_nothing_behind()
    {
        var other = Platform.Project("stillborn", Yaml.Web("stillborn", "v1", gantry: "readyWithin: 2s,").Replace("VERSION: v1", "VERSION: v1, NOT_READY: '1'", StringComparison.Ordinal));
        (await other.UpAsync()).Expect(1).Says("was not ready within 2 s", "nothing was live before, and nothing is");
        await Support.Eventually.BecomesAsync("nothing is left", TimeSpan.FromSeconds(20), other.ContainersAsync, left => left.Count == 0);
        Assert.Equal(HttpStatusCode.NotFound, (await other.Site.GetAsync()).Status);
        await steady.UntouchedAsync();
    }
}
