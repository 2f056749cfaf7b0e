using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Gantry.Integration.Support;

/// <summary>A program that runs, with everything that it has said so far.</summary>
public sealed partial class ProgramRun : IAsyncDisposable
{
    private readonly Process _process;
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private readonly List<string> _out = [], _error = [];
    private readonly Lock _gate = new();
    private readonly string _words;

    private ProgramRun(Process process, string words) => (_process, _words) = (process, words);

    public bool Ended => _process.HasExited;

    /// <summary>The lines on standard output so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get { lock (_gate) return [.. _out]; }
    }

    /// <param name="environment">Laid over this process's own; null takes a variable away.</param>
    public static ProgramRun Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? folder = null)
    {
        List<string> words = [.. arguments];
        var start = new ProcessStartInfo(program, words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var run = new ProgramRun(process, $"{Path.GetFileName(program)} {string.Join(' ', words)}");
        process.OutputDataReceived += (_, line) => run.Hear(run._out, line.Data);
        process.ErrorDataReceived += (_, line) => run.Hear(run._error, line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return run;
    }

    /// <summary>Waits until it has ended and has closed its outputs.</summary>
    /// <exception cref="TimeoutException">It did not; it was killed.</exception>
    public async Task<ProgramResult> EndAsync(TimeSpan deadline)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(deadline);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            var ended = Ended;
            if (!ended) _process.Kill();
            throw new TimeoutException(ended
                ? $"{_words} has ended, but something that it started keeps its output open.\n{Result(-1)}"
                : $"{_words} did not end within {deadline.TotalSeconds} s and was killed.\n{Result(-1)}");
        }

        return Result(_process.ExitCode);
    }

    public void Interrupt() => Signal(2);

    public void Kill() => Signal(9);

    public void Terminate() => Signal(15);

    public async ValueTask DisposeAsync()
    {
        if (!Ended) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private void Signal(int signal)
    {
        if (!Ended) _ = SendSignal(_process.Id, signal);
    }

    private ProgramResult Result(int exit)
    {
        lock (_gate) return new ProgramResult(_words, exit, string.Join('\n', _out), string.Join('\n', _error), TimeProvider.System.GetElapsedTime(_started));
    }

    private void Hear(List<string> lines, string? line)
    {
        if (line is null) return;
        lock (_gate) lines.Add(line);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int SendSignal(int process, int signal);
}
