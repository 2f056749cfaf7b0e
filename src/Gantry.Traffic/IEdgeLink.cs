using Gantry.Resources.Edges;
using Gantry.Resources.Traffic;

namespace Gantry.Traffic;

/// <summary>The way to one edge.</summary>
public interface IEdgeLink
{
    /// <summary>Returns once the edge serves the snapshot and will serve it again after a restart.</summary>
    /// <param name="served">What this process of the edge has acknowledged last, if that is known: then only the difference is sent.</param>
    /// <exception cref="EdgeUnavailableException">It does not answer, or refused the snapshot.</exception>
    ValueTask<EdgeReport> ApplyAsync(TrafficSnapshot snapshot, TrafficSnapshot? served, CancellationToken cancel);

    /// <summary>Its report now and each time that it changes; ends or throws when the connection does.</summary>
    /// <exception cref="EdgeUnavailableException">It does not answer.</exception>
    IAsyncEnumerable<EdgeReport> ReportsAsync(CancellationToken cancel);
}

/// <summary>The edge does not answer. It may serve all the same.</summary>
public sealed class EdgeUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
