using System.Globalization;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Faults;

/// <summary>Makes system calls of a running process fail or wait, as a disk would that breaks, until disposed.</summary>
internal sealed class SystemCalls : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly int _process;
    private readonly ProgramRun _strace;

    private SystemCalls(int process, ProgramRun strace) => (_process, _strace) = (process, strace);

    /// <summary>Every thread of the process is under it when this returns.</summary>
    /// <param name="calls">As strace names them, with commas between.</param>
    /// <param name="error"><c>EIO</c></param>
    /// <param name="files">The calls that concern these alone; none for all.</param>
    public static Task<SystemCalls> FailAsync(int process, string calls, string error, params string[] files) => InjectAsync(process, calls, $"error={error}", files);

    /// <summary>As <see cref="FailAsync"/>, but the calls succeed, late.</summary>
    public static Task<SystemCalls> DelayAsync(int process, string calls, TimeSpan delay) => InjectAsync(process, calls, $"delay_enter={delay.TotalMicroseconds:0}");

    private static async Task<SystemCalls> InjectAsync(int process, string calls, string what, params string[] files)
    {
        var strace = ProgramRun.Start("strace", ["-f", "-qq", "-p", process.ToString(CultureInfo.InvariantCulture), .. files.SelectMany(f => (string[])["-P", f]),
            "-e", $"trace={calls}", "-e", $"inject={calls}:{what}", "-e", "signal=none", "-o", "/dev/null"]);
        var broken = new SystemCalls(process, strace);
        await Eventually.HoldsAsync($"strace has {process}", Patience, async () =>
        {
            if (strace.Ended) (await strace.EndAsync(Patience)).Expect(0);
            return Processes.Threads(process).All(Traced);
        });
        return broken;
    }

    public async ValueTask DisposeAsync()
    {
        // Told to end, it lets go of each thread; killed, it could leave one stopped.
        _strace.Terminate();
        await Eventually.HoldsAsync("strace has let go", Patience, () => _strace.Ended || !Processes.Lives(_process));
        await _strace.DisposeAsync();
    }

    private static bool Traced(string thread)
    {
        try
        {
            return File.ReadLines(Path.Combine(thread, "status")).Any(l => l.StartsWith("TracerPid:", StringComparison.Ordinal) && !l.EndsWith("\t0", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return true;
        }
    }
}
