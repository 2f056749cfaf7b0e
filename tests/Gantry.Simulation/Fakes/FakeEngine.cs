using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Gantry.Engine;
using Gantry.Simulation.Loop;

namespace Gantry.Simulation.Fakes;

/// <summary>A container engine without containers, on the simulation's clock, that holds to the same conformance suite as the real one.</summary>
public sealed class FakeEngine : IContainerEngine
{
    /// <summary>How long an event is on its way, and how long a late one.</summary>
    private static readonly TimeSpan Travel = TimeSpan.FromMilliseconds(1), Late = TimeSpan.FromMilliseconds(700), Reconnect = TimeSpan.FromMilliseconds(50);

    private readonly List<Action> _streams = [];

    public FakeEngine(Incarnation world)
    {
        Machine = new FakeMachine(world);
        Calls = new FakeCalls(Machine, Faults);
        Containers = new FakeContainers(Machine, Calls);
        Networks = new FakeNetworks(Machine, Calls);
        Volumes = new FakeVolumes(Machine, Calls);
        Images = new FakeImages(Machine, Calls);
    }

    public FakeMachine Machine { get; }
    public FakeFaults Faults { get; } = new();
    public FakeCalls Calls { get; }
    public IContainers Containers { get; }
    public INetworks Networks { get; }
    public IVolumes Volumes { get; }
    public IImages Images { get; }

    public Task<EngineInfo> InfoAsync(CancellationToken cancel) => Calls.AskAsync("info", "", () => new EngineInfo("Fake", "1", "1", "fake"));

    /// <summary>Cuts every stream of events, as a broken connection does.</summary>
    public void CutStreams()
    {
        foreach (var cut in _streams.ToList()) cut();
    }

    /// <summary>The engine's process ends, and everything in it.</summary>
    public void GoDown()
    {
        Machine.GoDown();
        CutStreams();
    }

    public void ComeUp() => Machine.ComeUp();

    // By hand, behind the platform's back: no call, and so neither latency nor fault.

    public void KillByHand(string container) => FakeProcess.End(Machine, Machine.Find(container)!, 137);

    public void StopByHand(string container) => _ = FakeProcess.StopAsync(Machine, Machine.Find(container)!, TimeSpan.Zero);

    public void RemoveByHand(string container) => FakeContainers.Remove(Machine, Machine.Find(container)!);

    public async IAsyncEnumerable<EngineEvent> EventsAsync(string platform, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (Machine.Up)
            {
                var channel = Channel.CreateUnbounded<EngineEvent>();
                void Cut() => channel.Writer.TryComplete();
                using var listening = Machine.Listen(happened => Send(channel.Writer, platform, happened));
                _streams.Add(Cut);
                try
                {
                    yield return new EngineEvent(EngineEventType.Resync, "", "", ImmutableSortedDictionary<string, string>.Empty, null, Machine.Now);
                    // Not ReadAllAsync, which goes on in another thread.
                    while (await channel.Reader.WaitToReadAsync(cancel))
                    {
                        while (channel.Reader.TryRead(out var happened)) yield return happened;
                    }
                }
                finally
                {
                    _streams.Remove(Cut);
                }
            }
            await Task.Delay(Reconnect, Machine.World.Time, cancel);
        }
    }

    private void Send(ChannelWriter<EngineEvent> to, string platform, EngineEvent happened)
    {
        if (happened.Type != EngineEventType.Network && happened.Labels.GetValueOrDefault(GantryLabels.Platform) != platform) return;
        var fault = Faults.Event(happened);
        if (fault == EventFault.Lost) return;
        Machine.World.Schedule(fault == EventFault.Late ? Late : Travel, () => to.TryWrite(happened));
        if (fault == EventFault.Twice) Machine.World.Schedule(Late, () => to.TryWrite(happened));
    }
}
