using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Decisions;

/// <summary>A service that others wait to complete runs once per release, which does not go with being called or repeated.</summary>
internal static class OneOffs
{
    public static IEnumerable<Problem> Check(AppDefinition app, ComposeFacts facts)
    {
        foreach (var service in app.Services.Where(s => s.OneOff))
        {
            var because = $"'{service.Name}' runs once per release, since '{Waiting(app, service)}' waits for it to complete";
            var at = $"services.{service.Name}";
            if (service.Ports.Count > 0 || service.UdpPorts is not null)
                yield return new Problem(facts.Place($"{at}.ports"), "compose.one-off", $"{because}, and cannot publish ports.", "Remove its 'ports', or wait for it with service_healthy.");
            if (service.PostStart is not null || service.PreStop is not null)
                yield return new Problem(facts.Place($"{at}.{(service.PostStart is not null ? "post_start" : "pre_stop")}"), "compose.one-off", $"{because}, and its hooks would not be run.", "Put what they do into its command.");
            if (service.Routes.Count > 0)
                yield return new Problem(facts.Place($"{at}.routes.0"), "compose.one-off", $"{because}, and cannot have routes.", "Remove its routes, or wait for it with service_healthy.");
            if (service.Replicas > 1)
                yield return new Problem(facts.Place(facts.Has($"{at}.scale") ? $"{at}.scale" : $"{at}.deploy.replicas"), "compose.one-off", $"{because}, and cannot have replicas.", "Remove 'replicas'.");
            if (service.Restart is RestartPolicy.Always or RestartPolicy.UnlessStopped)
                yield return new Problem(facts.Place(facts.Has($"{at}.restart") ? $"{at}.restart" : $"{at}.deploy.restart_policy"), "compose.no-effect", $"{because}; it is not started again, whatever 'restart' says.", "Remove its restart policy.", Severity.Warning);
        }
    }

    private static string Waiting(AppDefinition app, ServiceDefinition service) =>
        app.Services.First(s => s.DependsOn.Any(d => d.Service == service.Name && d.Condition == DependencyCondition.CompletedSuccessfully)).Name;
}
