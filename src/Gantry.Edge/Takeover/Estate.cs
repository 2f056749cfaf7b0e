using System.Text.Json.Serialization;

namespace Gantry.Edge.Takeover;

/// <summary>What an edge passes on to the one that takes over, besides the handles: those of the lock and of each address, in this order.</summary>
internal sealed record Estate
{
    /// <summary>Of the process that passes it on.</summary>
    public required string Boot { get; init; }
    public required int ProcessId { get; init; }

    /// <summary>What is listened on, as <c>address:port</c>.</summary>
    public required IReadOnlyList<string> Listened { get; init; }

    /// <summary>Replicas that were found down, in rotation or not.</summary>
    public required IReadOnlyList<DownReplica> Down { get; init; }
}

/// <param name="Failing">Its probe fails.</param>
/// <param name="Refused">Ports that refuse connections.</param>
internal sealed record DownReplica(string Name, string Address, bool Failing, IReadOnlyList<int> Refused);

/// <summary>Asks an edge for its estate.</summary>
/// <param name="Socket">Where the one that asks listens for it.</param>
/// <param name="DrainSeconds">How long what the old one has begun may go on.</param>
internal sealed record Claim(string Socket, int DrainSeconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Estate))]
[JsonSerializable(typeof(Claim))]
internal sealed partial class TakeoverJson : JsonSerializerContext;
