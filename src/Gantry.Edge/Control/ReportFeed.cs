using System.Text.Json;
using Gantry.Edge.Listening;
using Gantry.Edge.Routing;
using Gantry.Edge.Takeover;
using Gantry.Resources;
using Gantry.Resources.Edges;
using Gantry.Resources.Platforms;

namespace Gantry.Edge.Control;

/// <summary>Says how the edge is, and when that changes.</summary>
public sealed class ReportFeed
{
    private readonly TrafficSwitch traffic;
    private readonly ListenerSet listeners;
    private readonly IReadOnlyList<IProblems> parts;
    private readonly string boot;
    private readonly Lock sync = new();
    private EdgeLoss? lost;
    private Elders? elders;
    private string? replaced;
    private byte[] last = [];

    public ReportFeed(TrafficSwitch traffic, ListenerSet listeners, IReadOnlyList<IProblems> parts, string boot)
    {
        this.traffic = traffic;
        this.listeners = listeners;
        this.parts = parts;
        this.boot = boot;
        traffic.Applied += Look;
        traffic.Lapsed += Look;
        traffic.HealthChanged += _ => Look();
        listeners.FailuresChanged += Look;
        foreach (var part in parts) part.Changed += Look;
    }

    /// <summary>Beats when <see cref="Line"/> is another than before.</summary>
    public Pulse Changed { get; } = new();

    /// <summary>The newest report as JSON on one line, without an end of line.</summary>
    public ReadOnlyMemory<byte> Line
    {
        get { lock (sync) return last; }
    }

    public void Lost(EdgeLoss? loss)
    {
        lost = loss;
        Look();
    }

    /// <summary>What others have open counts as open from here on.</summary>
    /// <param name="before">The boot of the process that was taken over from; null if none was.</param>
    public void Follow(Elders others, string? before)
    {
        (elders, replaced) = (others, before);
        others.Changed += Look;
        Look();
    }

    public EdgeReport Now() => Of(traffic, boot) with
    {
        Build = BuildIdentity.Version,
        ProcessId = Environment.ProcessId,
        Replaced = replaced,
        Finishing = elders?.Count ?? 0,
        Lingering = elders?.Lingering is { Count: > 0 } more ? [.. traffic.Lingering().Union(more).Order(StringComparer.Ordinal)] : traffic.Lingering(),
        ListenFailures = listeners.Failures,
        Problems = parts.SelectMany(part => part.Problems).ToList() is { Count: > 0 } problems ? problems : null,
        Lost = elders?.Lost is { } cut ? Remains.Sum(lost, cut) : lost,
    };

    /// <summary>What the table in force and those still busy with an older one say.</summary>
    internal static EdgeReport Of(TrafficSwitch traffic, string boot)
    {
        var table = traffic.Table;
        return new EdgeReport
        {
            Boot = boot,
            Revision = table.Revision,
            Lingering = traffic.Lingering(),
            Unhealthy = traffic.Unhealthy(),
        };
    }

    /// <summary>Looks whether the report is another by now.</summary>
    private void Look()
    {
        // Nobody can ask before it is known who else has something open.
        if (elders is null) return;
        lock (sync)
        {
            // Made under the lock, so that an older one never comes after a newer one.
            var line = JsonSerializer.SerializeToUtf8Bytes(Now(), GantryJson.Default.EdgeReport);
            if (line.AsSpan().SequenceEqual(last)) return;
            last = line;
        }
        Changed.Beat();
    }
}
