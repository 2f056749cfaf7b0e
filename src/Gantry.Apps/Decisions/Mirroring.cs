using Gantry.Apps.Values;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Decisions;

/// <summary>Who gets copies must be there, and be another.</summary>
internal static class Mirroring
{
    public static IEnumerable<Problem> Check(AppDefinition app, ComposeFacts facts)
    {
        foreach (var service in app.Services)
        {
            if (service.Traffic?.Mirror is not { } mirror) continue;
            var place = facts.Place($"services.{service.Name}.x-gantry.traffic.mirror.to");
            var other = app.Services.FirstOrDefault(s => s.Name == mirror.To);
            if (other is null)
            {
                yield return new Problem(place, "compose.unknown-service", $"Service '{service.Name}' copies its requests to '{Quote.Short(mirror.To)}', and there is no such service.",
                    Nearest.Of(mirror.To, app.Services.Select(s => s.Name).Where(n => n != service.Name)) is { } near ? $"Did you mean '{near}'?" : "Name a service of this file, or ask for its profile with --profile.");
            }
            else if (other == service)
                yield return new Problem(place, "compose.contradiction", $"Service '{service.Name}' copies its requests to itself.", "Name another service, or leave out 'mirror'.");
            else if (other.OneOff)
                yield return new Problem(place, "compose.contradiction", $"Service '{service.Name}' copies its requests to '{other.Name}', and that one runs once and ends.", "Name a service that keeps running.");
            else if (other.Traffic?.Mirror is not null)
                yield return new Problem(place, "compose.contradiction", $"Service '{service.Name}' copies its requests to '{other.Name}', which has a mirror itself, and copies are not copied.", "Name the service that is to get them, or leave out one of the two.");
        }
    }
}
