using Gantry.Engine;
using Gantry.Resources;

namespace Gantry.Simulation.Fakes;

/// <summary>What the engine refuses: becomes the call's problem.</summary>
public sealed class FakeRefusal(string place, string code, string message = "") : Exception(code)
{
    public Problem Problem { get; } = new(place, code, message.Length > 0 ? message : $"The engine refuses: {code}.", "Do otherwise.");
}

/// <summary>What goes wrong with one call.</summary>
public enum CallFault
{
    None,

    /// <summary>The engine never gets it.</summary>
    LostRequest,

    /// <summary>It happens, and the caller is never told.</summary>
    LostAnswer,
    NoSpace,
    Busy,
}

/// <summary>What goes wrong with one event on its way to one listener.</summary>
public enum EventFault { None, Lost, Twice, Late }

/// <summary>What goes wrong, asked for each time. Deterministic when the functions are.</summary>
public sealed class FakeFaults
{
    /// <summary>How long a call takes, there and back.</summary>
    public Func<string, TimeSpan> Latency { get; set; } = _ => TimeSpan.FromMilliseconds(1);

    /// <summary>By the name of the call, such as <c>start</c>.</summary>
    public Func<string, CallFault> Call { get; set; } = _ => CallFault.None;
    public Func<EngineEvent, EventFault> Event { get; set; } = _ => EventFault.None;
}
