using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Apps;

namespace Gantry.Tests.Cli;

/// <summary>Stored apps as the platform shows them.</summary>
internal static class StoredApps
{
    public static ResourceView View(string name, string environment = "production", int rollouts = 0) => new(
        Kinds.App, environment, name, 1, 1,
        JsonSerializer.SerializeToElement(new AppSpec { Name = name, LastRollout = rollouts }, GantryJson.Default.AppSpec),
        JsonSerializer.SerializeToElement(new AppStatus { Live = 7, LiveSince = Shop.Now }, GantryJson.Default.AppStatus));
}
