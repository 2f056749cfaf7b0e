using Gantry.Apps.Sections;
using Gantry.Apps.Sections.Containers;
using Gantry.Apps.Sections.Files;
using Gantry.Apps.Sections.Images;
using Gantry.Apps.Sections.Mounts;
using Gantry.Apps.Sections.Networks;
using Gantry.Apps.Sections.Releases;

namespace Gantry.Apps.Keys;

/// <summary>
/// Every key of the compose specification and of x-gantry, and what Gantry does with it. The sections read files by the
/// same rules that are listed here and documented in docs/compose.md: a key that is to be honoured changes in one place.
/// </summary>
public static class KeyTable
{
    public static IReadOnlyList<KeySection> Sections { get; } =
    [
        TopLevelKeys.Section.Table,
        ComposingKeys.Include.Table,
        ServiceKeys.Section.Table,
        ComposingKeys.Extends.Table,
        BuildKeys.Section.Table,
        EnvironmentReader.FileKeys.Table,
        PortKeys.Section.Table,
        MountKeys.Section.Table,
        MountKeys.Bind.Table,
        MountKeys.Volume.Table,
        MountKeys.Tmpfs.Table,
        NetworkKeys.Attachment.Table,
        DependencyKeys.Section.Table,
        HealthcheckKeys.Section.Table,
        DeployKeys.Section.Table,
        DeployKeys.Resources.Table,
        DeployKeys.Limits.Table,
        DeployKeys.Reservations.Table,
        RestartPolicyKeys.Section.Table,
        UpdateKeys.Section.Table,
        KernelKeys.Limit.Table,
        LoggingKeys.Section.Table,
        HookKeys.PostStart.Table,
        HookKeys.PreStop.Table,
        BlockIoKeys.Section.Table,
        BlockIoKeys.RateOf.Table,
        BlockIoKeys.WeightOf.Table,
        DeviceKeys.Device.Table,
        DeviceKeys.Claim.Table,
        FileKeys.UseOfConfig.Table,
        FileKeys.UseOfSecret.Table,
        NetworkKeys.Section.Table,
        VolumeKeys.Section.Table,
        FileKeys.Config.Table,
        FileKeys.Secret.Table,
        GantryKeys.Project.Table,
        GantryKeys.Service.Table,
        AllowKeys.Section.Table,
        RouteKeys.Section.Table,
        ClientKeys.Section.Table,
        MatchKeys.Section.Table,
        AnswerKeys.Redirect.Table,
        AnswerKeys.Maintenance.Table,
        TrafficKeys.Section.Table,
        TrafficKeys.Timeouts.Table,
        TrafficKeys.Retries.Table,
        TrafficKeys.Ejection.Table,
        TrafficKeys.Limits.Table,
        MirrorKeys.Section.Table,
        ProbeKeys.Section.Table,
    ];

    /// <summary>The other section that has the key, for those who wrote it a level too high or too low; null when it would be a guess.</summary>
    internal static string? ElsewhereOf(string key, string section)
    {
        var found = Sections.Where(s => s.Name != section && s.Keys.Any(k => k.Name == key && k.Standing is (Standing.Honoured or Standing.InPart))).ToList();
        return found.Count is 1 or 2 ? string.Join(" or ", found.Select(f => $"{f.Name} ({f.Path})")) : null;
    }
}
