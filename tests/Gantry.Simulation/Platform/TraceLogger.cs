using Gantry.Control.Loop;
using Gantry.Simulation.Loop;
using Microsoft.Extensions.Logging;

namespace Gantry.Simulation.Platform;

/// <summary>What the loop logs belongs to the trace.</summary>
internal sealed class TraceLogger(SimLoop loop) : ILogger<ControllerLoop>
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        loop.Trace($"log {formatter(state, exception)} {exception?.GetType().Name} {exception?.Message}");
}
