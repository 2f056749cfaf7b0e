using Gantry.Certificates;
using Gantry.Control;
using Gantry.Engine;
using Gantry.Registry.Logins;
using Gantry.Resources.Platforms;
using Gantry.Server.Edges;
using Gantry.Server.Registries;
using Gantry.Store;

namespace Gantry.Server;

/// <summary>The parts of a running platform.</summary>
internal sealed record Platform
{
    public required PlatformIdentity Identity { get; init; }
    public required PlatformPaths Paths { get; init; }
    public required string Http { get; init; }
    public required string Https { get; init; }
    public required RegistryChoice Registry { get; init; }

    /// <summary>Who the platform is at registries.</summary>
    public required SealedLogins Logins { get; init; }
    public required CertificatesOptions Certificates { get; init; }

    /// <summary>What is said of the edge beyond its addresses.</summary>
    public required EdgeSettings Edge { get; init; }
    public required IPlatformStore Store { get; init; }
    public required IContainerEngine Engine { get; init; }
    public required TimeProvider Time { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How many events the audit chain keeps.</summary>
    public required long AuditKeep { get; init; }
}
