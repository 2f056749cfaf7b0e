namespace Gantry.Integration.Platform.Harness;

/// <summary>The machine's processes, as far as they belong to a platform.</summary>
public static class Processes
{
    /// <summary>Ids of the processes of this program that serve this home.</summary>
    public static IReadOnlyList<int> Of(string home, string program) =>
        [.. Directory.EnumerateDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), out var id) ? id : 0)
            .Where(id => id > 0 && Command(id) is { Length: > 0 } words && words.Any(w => Path.GetFileName(w) == program) && Serves(id, words, home))];

    /// <summary>It stands still until it is told to go on (SIGSTOP).</summary>
    public static void Pause(int process) => _ = Support.ProgramRun.SendSignal(process, 19);

    /// <summary>SIGCONT.</summary>
    public static void Resume(int process) => _ = Support.ProgramRun.SendSignal(process, 18);

    /// <summary>False for one that only waits to be buried. One whose threads are still dying may hold its locks yet.</summary>
    public static bool Lives(int process)
    {
        var state = Read(process, "stat");
        return state.Length > 0 && (state[(state.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X') || Threads(process).Length > 1);
    }

    /// <summary>Their folders in /proc; none of a process that is gone.</summary>
    public static string[] Threads(int process)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{process}/task");
        }
        catch (IOException)
        {
            return [];
        }
    }

    public static string[] Command(int process) => Read(process, "cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The command lines of all processes in which a text stands, over and over until it is stopped.</summary>
    public static Func<CancellationToken, IAsyncEnumerable<string>> Saying(string text) => cancel => SayingAsync(text, cancel);

    private static async IAsyncEnumerable<string> SayingAsync(string text, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            foreach (var folder in Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)))
            {
                var words = string.Join(' ', Command(int.Parse(Path.GetFileName(folder))));
                if (words.Contains(text, StringComparison.Ordinal)) yield return words;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancel);
        }
    }

    private static bool Serves(int process, string[] words, string home) =>
        words.Any(w => w == home || w.StartsWith(home + "/", StringComparison.Ordinal))
        || Read(process, "environ").Split('\0').Contains($"GANTRY_HOME={home}");

    private static string Read(int process, string what)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{what}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
