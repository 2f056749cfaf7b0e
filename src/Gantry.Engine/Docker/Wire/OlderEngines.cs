using Gantry.Resources;

namespace Gantry.Engine.Docker.Wire;

/// <summary>Engines pass over what they do not know. Where a container would then be another than was asked for, it is not made.</summary>
internal static class OlderEngines
{
    private static readonly Version Subpaths = new(1, 45);

    /// <param name="api">The version of the interface that is spoken.</param>
    public static Problem? Refuse(ContainerOrder order, string api)
    {
        if (order.Spec.Mounts.FirstOrDefault(m => m.Subpath is not null) is not { } part || Version.Parse(api) >= Subpaths) return null;
        return new Problem(order.Name, EngineCodes.NotAble, $"This engine (API {api}) would mount the whole volume at {part.Target}, not its directory {part.Subpath}.",
            "Install Docker 26 or newer, or remove 'subpath' and use a volume for each part.");
    }
}
