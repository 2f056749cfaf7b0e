using Gantry.Engine;
using Gantry.Engine.Decisions;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Server;

/// <summary>Whether the networks are there that an app joins and does not make. Better known before anything is built than when containers start.</summary>
internal static class NetworkCheck
{
    public static async Task<IReadOnlyList<Problem>> AbsentAsync(IContainerEngine engine, AppDefinition app, CancellationToken cancel)
    {
        var problems = new List<Problem>();
        var wanted = app.Services.SelectMany(s => s.Networks).Where(n => n.External is not null).DistinctBy(n => n.External).OrderBy(n => n.Network, StringComparer.Ordinal);
        foreach (var network in wanted)
        {
            var found = await engine.Networks.FindAsync(network.External!, cancel);
            if (ForeignNetworks.WhyNot($"networks.{network.Network}", network.External!, found) is { } problem) problems.Add(problem);
        }

        return problems;
    }
}
