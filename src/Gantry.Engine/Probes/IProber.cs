using Gantry.Resources.Apps;

namespace Gantry.Engine.Probes;

/// <summary>Asks a replica over the network whether it is ready.</summary>
public interface IProber
{
    /// <summary>One try, of kind HTTP or TCP, within the probe's timeout.</summary>
    /// <param name="address">The replica's address, without a port.</param>
    /// <returns>Null when it is ready; else what it answered instead, in a few words.</returns>
    ValueTask<string?> ProbeAsync(ProbeDefinition probe, string address, CancellationToken cancel);
}
