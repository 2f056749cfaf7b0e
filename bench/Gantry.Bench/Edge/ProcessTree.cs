using System.Globalization;

namespace Gantry.Bench.Edge;

/// <summary>A process and those that it started: what they have used so far.</summary>
internal static class ProcessTree
{
    private const double MicrosecondsPerTick = 10_000;

    /// <summary>Time of the processor, user and system, in microseconds.</summary>
    public static double Cpu(int root) => Of(root).Sum(pid => Stat(pid) is { } stat ? (Number(stat[11]) + Number(stat[12])) * MicrosecondsPerTick : 0);

    /// <summary>Resident memory in megabytes, what is shared between them counted once.</summary>
    public static double MemoryMb(int root) => Of(root).Sum(OwnMemoryMb);

    /// <summary>The same of this process without those that it started.</summary>
    public static double OwnMemoryMb(int pid) => File.ReadLines($"/proc/{pid}/smaps_rollup")
        .Where(line => line.StartsWith("Pss:", StringComparison.Ordinal)).Sum(line => Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])) / 1024;

    /// <summary>It and what it started, it first.</summary>
    public static List<int> Of(int root)
    {
        var parents = new Dictionary<int, int>();
        foreach (var directory in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), out var pid) && Stat(pid) is { } stat) parents[pid] = (int)Number(stat[1]);
        }
        List<int> found = [root];
        for (var i = 0; i < found.Count; i++) found.AddRange(parents.Where(entry => entry.Value == found[i]).Select(entry => entry.Key));
        return found;
    }

    /// <summary>The fields after the name, which may itself have spaces; null if it has ended.</summary>
    private static string[]? Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
