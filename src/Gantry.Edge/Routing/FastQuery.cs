using Gantry.Edge.Decisions.Matching;
using Gantry.Edge.Tls.Clients;

namespace Gantry.Edge.Routing;

/// <summary>As <see cref="RouteQuery"/>, of the bytes of a head that was just read.</summary>
public readonly ref struct FastQuery
{
    public string? Route { get; init; }
    public int Port { get; init; }
    public ReadOnlySpan<char> Host { get; init; }
    public ReadOnlySpan<char> Path { get; init; }

    /// <summary>Replicas that failed for it already, so that limits have counted it; null: none did.</summary>
    public IReadOnlyCollection<ReplicaGauge>? Tried { get; init; }

    /// <summary>The client came over TLS.</summary>
    public bool IsSecure { get; init; }

    /// <inheritdoc cref="RouteQuery.Proof"/>
    public ClientProof? Proof { get; init; }
    public required IRequestFacts Facts { get; init; }
}
