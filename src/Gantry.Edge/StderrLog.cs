using Microsoft.Extensions.Logging;

namespace Gantry.Edge;

/// <summary>Writes one line per event to standard error. From the HTTP server only what is an error.</summary>
internal sealed class StderrLog(TimeProvider time) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) =>
        new Category(time, categoryName == "edge" ? LogLevel.Information : LogLevel.Error);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class Category(TimeProvider time, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var text = formatter(state, exception).ReplaceLineEndings(" ");
            if (exception is not null) text += $" {exception.ToString().ReplaceLineEndings(" ")}";
            Console.Error.WriteLine($"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {logLevel.ToString().ToLowerInvariant()} gantry-edge: {text}");
        }
    }
}
