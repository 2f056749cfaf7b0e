using Gantry.Resources.Api;
using Gantry.Resources.Apps;

namespace Gantry.Trust.Decisions.Exposure;

/// <summary>Who reaches the services of an app.</summary>
public static class Reaches
{
    public static IReadOnlyDictionary<string, Reach> Of(AppDefinition app)
    {
        var services = app.Services.ToDictionary(s => s.Name, StringComparer.Ordinal);
        var reach = new Dictionary<string, Reach>(StringComparer.Ordinal);
        var next = new Queue<string>();
        foreach (var service in app.Services)
        {
            var open = service.Routes.Count > 0 || service.Ports.Count > 0;
            reach[service.Name] = open ? Reach.Public : Reach.Inside;
            if (open) next.Enqueue(service.Name);
        }

        while (next.TryDequeue(out var name))
        {
            foreach (var dependency in services[name].DependsOn)
            {
                if (reach.GetValueOrDefault(dependency.Service, Reach.Public) != Reach.Inside) continue;
                reach[dependency.Service] = Reach.Behind;
                next.Enqueue(dependency.Service);
            }
        }

        return reach;
    }
}
