using Gantry.Resources.Api;
using Gantry.Resources.Apps;

namespace Gantry.Client;

/// <summary>Messages of the kinds that most commands exchange, which are written and read once for practice.</summary>
internal static class Rehearsal
{
    public static PlanRequest Request { get; } = new()
    {
        Definition = new AppDefinition
        {
            Name = "app",
            Environment = "production",
            ProjectDirectory = "/",
            Networks = [new NetworkDefinition("default")],
            Services =
            [
                new ServiceDefinition
                {
                    Name = "web",
                    Image = "web",
                    Networks = [new NetworkAttachment("default")],
                    Ports = [new PublishedPort(null, 1, 1)],
                    Expose = [1],
                    Routes = [new RouteRule(null, "/", 1)],
                    Rollout = new RolloutPolicy { Probe = new ProbeDefinition { Kind = ProbeKind.Http } },
                },
            ],
        },
        RequestedBy = "nobody",
    };

    public static ReadOnlySpan<byte> Line => """
        {"plan":{"release":{},"number":1,"planHash":"","plan":{"steps":[],"changes":[],"notes":[]},"urls":[""]}}
        """u8;
}
