using Gantry.Apps.Reading;
using Gantry.Apps.Sections.Containers;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Mounts;

/// <summary><c>volumes_from</c>: a service gets what another has mounted, as if it had listed it itself.</summary>
internal static class BorrowedMounts
{
    public static void Read(ServiceDraft service, Value value)
    {
        foreach (var item in value.Items())
        {
            if (item.Word() is not { } text) continue;
            var parts = text.Split(':');
            if (parts[0] == "container") item.Refuse("compose.refused-value", $"{item.Shown} is refused, because that container is not this app's.", "Name a service, or list the volume as external.");
            else if (parts is [_] or [_, "ro" or "rw"]) service.Borrows.Add((item, parts[0], parts is [_, "ro"]));
            else item.Refuse("compose.bad-value", $"{item.Shown} is not a service with an access mode.", "Write the name of a service, or service:ro.");
        }
    }

    /// <summary>Once every service is known.</summary>
    public static void Lend(ProjectDraft project)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var service in project.Services.Values) Lend(project, service, done, []);
    }

    private static void Lend(ProjectDraft project, ServiceDraft service, HashSet<string> done, HashSet<string> underway)
    {
        if (!done.Add(service.Name)) return;
        underway.Add(service.Name);
        foreach (var (at, name, readOnly) in service.Borrows)
        {
            if (!project.Services.TryGetValue(name, out var lender))
            {
                at.Refuse("compose.unknown-service", $"Service '{service.Name}' gets the volumes of '{Quote.Short(name)}', and there is no such service.",
                    Nearest.Of(name, project.Services.Keys) is { } near ? $"Did you mean '{near}'?" : "Name a service of this file.");
                continue;
            }

            if (underway.Contains(name))
            {
                at.Refuse("compose.cycle", $"'{service.Name}' and '{name}' get each other's volumes.", "Let one of them list its volumes itself.");
                continue;
            }

            Lend(project, lender, done, underway);
            Take(at, service, lender, readOnly);
        }

        underway.Remove(service.Name);
    }

    private static void Take(Value at, ServiceDraft service, ServiceDraft lender, bool readOnly)
    {
        if (service.Is.DependsOn.All(d => d.Service != lender.Name))
            service.Is = service.Is with { DependsOn = [.. service.Is.DependsOn.Append(new Dependency(lender.Name, DependencyCondition.Started)).OrderBy(d => d.Service, StringComparer.Ordinal)] };
        foreach (var mount in lender.Is.Mounts.Where(m => m.Kind != MountKind.Tmpfs && service.Is.Mounts.All(o => o.Target != m.Target)))
        {
            if (mount.Source.Length == 0)
            {
                at.Refuse("compose.refused-value", $"The volume at '{Quote.Short(mount.Target)}' of '{lender.Name}' has no name, and cannot be shared.", $"Give it one: 'name:{Quote.Short(mount.Target)}'.");
                continue;
            }

            at.Context.Map.Add($"services.{service.Name}.mounts.{service.Is.Mounts.Count}", at.Mark);
            service.MountPlaces[mount.Target] = at.Place;
            service.Is = service.Is with { Mounts = [.. service.Is.Mounts, mount with { ReadOnly = mount.ReadOnly || readOnly }] };
        }

        // Each service is allowed by itself.
        foreach (var use in lender.Unsafe.Where(u => u.What.StartsWith("volumes=", StringComparison.Ordinal)))
            service.Unsafe.Add(use with { Place = at.Place });
    }
}
