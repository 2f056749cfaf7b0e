using System.Globalization;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Leading;

/// <summary>What the engine did for a platform, by its own word, and who had it done.</summary>
internal sealed class EngineRecord(TestPlatform platform) : IAsyncDisposable
{
    private readonly Background<EngineEvent> _events = new(cancel => platform.Engine.EventsAsync(platform.Label, cancel));

    /// <summary>No effect twice: a container is made once for each replica and started once. None by who was deposed: fences never fall.</summary>
    public string Complaints()
    {
        var complaints = new List<string>();
        var highest = 0L;
        var (made, started) = (new HashSet<string>(), new HashSet<string>());
        foreach (var e in _events.Seen)
        {
            var name = e.Attributes.GetValueOrDefault("name", e.Container);
            if (e.Action == "create")
            {
                var fence = long.Parse(e.Attributes.GetValueOrDefault("gantry.fence", "0"), CultureInfo.InvariantCulture);
                if (fence < highest) complaints.Add($"{name} was made with fence {fence} after {highest} had taken over");
                highest = Math.Max(highest, fence);
                if (!made.Add(name)) complaints.Add($"{name} was made twice");
            }
            else if (e.Action == "start" && !started.Add(e.Container)) complaints.Add($"{name} was started twice");
        }

        return string.Join("; ", complaints);
    }

    public int Effects => _events.Seen.Count(e => e.Action is "create" or "start");

    public ValueTask DisposeAsync() => _events.DisposeAsync();
}
