using System.Text;
using Gantry.Cli.Text;

namespace Gantry.Cli.Screen;

/// <summary>Where output goes and answers come from.</summary>
public sealed class Terminal
{
    private readonly Lock _turn = new();

    public required TextWriter Out { get; init; }
    public required TextWriter Error { get; init; }

    /// <summary>A line that somebody typed; null at the end of input.</summary>
    public Func<string?> ReadLine { get; init; } = static () => null;

    /// <summary>A line that somebody typed without it being shown; null at the end of input.</summary>
    public Func<string?> ReadSecret { get; init; } = static () => null;

    /// <summary>At most so many characters of what standard input has to its end.</summary>
    public Func<int, string> ReadInput { get; init; } = static _ => "";

    /// <summary>Output can be redrawn: a terminal that is not dumb.</summary>
    public bool Live { get; init; }
    public bool Colour { get; init; }

    /// <summary>The same of standard error.</summary>
    public bool ErrorLive { get; init; }

    /// <summary>Somebody can answer a question.</summary>
    public bool CanAsk { get; init; }

    /// <summary>Asked each time, as terminals are resized.</summary>
    public Func<(int Width, int Height)> Size { get; init; } = static () => (80, 24);

    /// <summary>Tables and sentences are set to this: what the terminal has, within what reads well.</summary>
    public int Width => Math.Clamp(Size().Width, 40, 120);

    public static Terminal OfProcess()
    {
        var able = Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        var live = able && !Console.IsOutputRedirected;
        return new Terminal
        {
            // Console.Out prepares for reading keys and costs as much as the rest of a short command.
            Out = Writer(Console.OpenStandardOutput()),
            Error = Writer(Console.OpenStandardError()),
            ReadLine = Console.ReadLine,
            ReadSecret = Keys.ReadHidden,
            ReadInput = Keys.ReadAll,
            Live = live,
            ErrorLive = able && !Console.IsErrorRedirected,
            Colour = live && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            CanAsk = !Console.IsInputRedirected && !Console.IsOutputRedirected,
            Size = live ? static () => (Console.WindowWidth, Console.WindowHeight) : static () => (80, 24),
        };
    }

    /// <summary>Standard error in the place of standard output, for what is told on the way to a document.</summary>
    public Terminal Aside() => new()
    {
        Out = Error,
        Error = Error,
        ReadLine = ReadLine,
        Live = ErrorLive,
        ErrorLive = ErrorLive,
        Colour = Colour && ErrorLive,
        CanAsk = CanAsk,
        Size = Size,
    };

    public void Write(IEnumerable<Line> lines) => Write(Out, lines);

    public void Write(Line line) => Write(Out, [line]);

    public void WriteError(IEnumerable<Line> lines) => Write(Error, lines);

    /// <summary>Sends raw text at once.</summary>
    public void Send(string text)
    {
        lock (_turn)
        {
            Out.Write(text);
            Out.Flush();
        }
    }

    private void Write(TextWriter writer, IEnumerable<Line> lines)
    {
        lock (_turn)
        {
            foreach (var line in lines) writer.WriteLine(Ansi.Render(line, Colour));
            writer.Flush();
        }
    }

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(false), 4096) { NewLine = "\n" };
}
