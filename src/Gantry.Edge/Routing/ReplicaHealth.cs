namespace Gantry.Edge.Routing;

/// <summary>
/// What the edge itself has seen of a replica in rotation. The platform says who is in rotation; this takes out, for a while,
/// those that fail nevertheless: by its probe the whole replica, by a refused connection only the port that refused. Whether
/// it is asked again after it went down is the business of who probes.
/// </summary>
public sealed class ReplicaHealth
{
    /// <summary>So many failed probes in a row take a replica out; one that passes brings it back.</summary>
    public const int Limit = 3;

    private readonly Lock sync = new();
    private int failures;
    private volatile bool failing;
    private volatile int[] refused = [];

    /// <summary>Its probe fails.</summary>
    public bool IsFailing => failing;

    /// <summary>Ports on which a connection failed last.</summary>
    public IReadOnlyList<int> RefusedPorts => refused;

    public bool IsDown => failing || refused.Length > 0;

    public bool IsDownAt(int port) => failing || (refused is { Length: > 0 } ports && Array.IndexOf(ports, port) >= 0);

    /// <summary>A connection failed: out at once, for the client behind it may have nowhere else to go.</summary>
    /// <returns>Whether this changed anything.</returns>
    public bool Refused(int port)
    {
        lock (sync)
        {
            if (refused.Contains(port)) return false;
            refused = [.. refused, port];
            return true;
        }
    }

    /// <summary>The port took a connection.</summary>
    /// <returns>Whether this changed anything.</returns>
    public bool Accepted(int port)
    {
        lock (sync)
        {
            if (!refused.Contains(port)) return false;
            refused = [.. refused.Where(other => other != port)];
            return true;
        }
    }

    /// <param name="strict">One failure is enough.</param>
    /// <returns>Whether this changed anything.</returns>
    public bool ProbeFailed(bool strict)
    {
        lock (sync)
        {
            failures++;
            if (failing || (!strict && failures < Limit)) return false;
            return failing = true;
        }
    }

    /// <returns>Whether this changed anything.</returns>
    public bool ProbePassed()
    {
        lock (sync)
        {
            failures = 0;
            if (!failing) return false;
            failing = false;
            return true;
        }
    }
}
