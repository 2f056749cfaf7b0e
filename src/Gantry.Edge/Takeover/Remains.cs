using Gantry.Edge.Control;
using Gantry.Resources.Edges;

namespace Gantry.Edge.Takeover;

/// <summary>The counters that processes leave behind, a file each. One that ends in order takes its file with it.</summary>
internal static class Remains
{
    public static string FileOf(string home, string boot) => Path.Combine(home, $"inflight.{Seat.Mark(boot)}.bin");

    /// <summary>The process has ended, in whatever way.</summary>
    public static bool IsDead(string home, string boot)
    {
        try
        {
            using var file = new FileStream(FileOf(home, boot), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>What processes that ended without notice had open, in all; null if there was none. Told once.</summary>
    public static EdgeLoss? Collect(string home, TimeProvider time)
    {
        EdgeLoss? all = null;
        foreach (var path in Directory.EnumerateFiles(home, "inflight*.bin"))
        {
            try
            {
                using var file = InflightFile.Open(path, time, out var lost);
                file.Close();
                File.Delete(path);
                all = lost is null ? all : Sum(all, lost);
            }
            catch (IOException)
            {
                // Its process lives, and ends what it has begun.
            }
        }
        return all;
    }

    public static EdgeLoss Sum(EdgeLoss? one, EdgeLoss other) => one is null ? other : other with
    {
        Requests = one.Requests + other.Requests,
        Connections = one.Connections + other.Connections,
        LastSeen = one.LastSeen < other.LastSeen ? other.LastSeen : one.LastSeen,
    };
}
