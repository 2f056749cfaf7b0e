using Gantry.Simulation.Platform;

namespace Gantry.Simulation.Machine;

public enum CallFault
{
    None,

    /// <summary>It never reached the engine.</summary>
    NotPerformed,

    /// <summary>It was performed, and the answer was lost: the caller is told that it failed.</summary>
    AnswerLost,
    Slow,
}

public enum EventFault { None, Lost, Twice, Late }

/// <summary>How the way between the platform and the engine behaves.</summary>
public sealed class EngineFaults(Random calls, Random events, EngineTrouble trouble, Action<FaultKind> struck)
{
    public EngineTrouble Trouble => trouble;

    /// <summary>Share of calls that something happens to; 0: none.</summary>
    public double CallRate { get; set; }

    /// <summary>Share of events that something happens to.</summary>
    public double EventRate { get; set; }

    public (TimeSpan There, TimeSpan Back, CallFault Fault) Call()
    {
        var there = TimeSpan.FromMicroseconds(200 + calls.Next(2000));
        var back = TimeSpan.FromMicroseconds(200 + calls.Next(2000));
        var fault = calls.NextDouble() < CallRate ? (CallFault)calls.Next(4) : CallFault.None;
        if (fault == CallFault.NotPerformed) struck(FaultKind.EngineCallFailed);
        if (fault == CallFault.AnswerLost) struck(FaultKind.EngineAnswerLost);
        if (fault == CallFault.Slow) struck(FaultKind.EngineCallSlow);
        if (fault == CallFault.Slow) there += TimeSpan.FromMilliseconds(calls.Next(4000));
        return (there, back, fault);
    }

    public (TimeSpan Delay, EventFault Fault) Event()
    {
        var delay = TimeSpan.FromMicroseconds(100 + events.Next(5000));
        var fault = events.NextDouble() < EventRate ? (EventFault)events.Next(4) : EventFault.None;
        if (fault == EventFault.Lost) struck(FaultKind.EventLost);
        if (fault == EventFault.Twice) struck(FaultKind.EventTwice);
        if (fault == EventFault.Late) struck(FaultKind.EventLate);
        if (fault == EventFault.Late) delay += TimeSpan.FromMilliseconds(events.Next(5000));
        return (delay, fault);
    }
}
