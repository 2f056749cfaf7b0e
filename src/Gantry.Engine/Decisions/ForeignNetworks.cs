using Gantry.Resources;

namespace Gantry.Engine.Decisions;

/// <summary>Networks that exist without Gantry, and that an app's containers join beside their own.</summary>
public static class ForeignNetworks
{
    /// <summary>Null when containers may join it.</summary>
    /// <param name="place">Where the app names it.</param>
    /// <param name="found">What the engine has of that name.</param>
    public static Problem? WhyNot(string place, string name, Network? found)
    {
        if (found is null) return Missing(place, name);
        return found.Labels.ContainsKey(GantryLabels.Platform)
            ? new Problem(place, EngineCodes.NameTaken, $"The network {name} is Gantry's own: it belongs to {Owner(found)} and goes when that goes.",
                "Make one for both: docker network create shared; and name it in both files.")
            : null;
    }

    public static Problem Missing(string place, string name) => new(place, EngineCodes.NetworkMissing, $"There is no network {name} on the engine, and it is external.",
        $"Make it: docker network create {name}; or remove 'external' so that Gantry makes one for the app.");

    private static string Owner(Network network) => network.Labels.GetValueOrDefault(GantryLabels.App) is { } app
        ? $"{app} ({network.Labels.GetValueOrDefault(GantryLabels.Environment)})" : "a platform";
}
