using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections;

internal static class DependencyKeys
{
    private static readonly IReadOnlyDictionary<string, DependencyCondition> Conditions = new SortedDictionary<string, DependencyCondition>(StringComparer.Ordinal)
    {
        ["service_started"] = DependencyCondition.Started,
        ["service_healthy"] = DependencyCondition.Healthy,
        ["service_completed_successfully"] = DependencyCondition.CompletedSuccessfully,
    };

    public static readonly Section<Draft<Dependency>> Section = new Section<Draft<Dependency>>("an entry of depends_on", "services.<name>.depends_on.<service>")
        .Takes("condition", "service_started, service_healthy (a replica of it is ready) or service_completed_successfully (it is a one-off, run once per release).", (d, v) => { if (v.Choice(Conditions) is { } condition) d.Is = d.Is with { Condition = condition }; })
        .Takes("required", "False: the other service may be absent.", (d, v) => { if (v.Truth() is { } required) d.Is = d.Is with { Required = required }; })
        .Notes("restart", "a service is not restarted because another was replaced: its address stays the same");

    public static void Read(ServiceDraft service, Value value)
    {
        var all = new SortedDictionary<string, Dependency>(StringComparer.Ordinal);
        if (value.IsMap)
        {
            foreach (var (name, entry) in value.Entries())
            {
                var draft = new Draft<Dependency>(new Dependency(name, DependencyCondition.Started));
                if (!entry.IsNull) Section.Read(entry, draft);
                all[name] = draft.Is;
            }
        }
        else
        {
            foreach (var item in value.Items("a list or a map"))
            {
                if (item.Word() is not { } name) continue;
                item.Context.Map.Add($"{value.Path}.{name}", item.Mark);
                if (!all.TryAdd(name, new Dependency(name, DependencyCondition.Started)))
                    item.Refuse("compose.duplicate-key", $"'{Quote.Short(name)}' is listed twice.", "Keep one of the two.");
            }
        }

        service.Is = service.Is with { DependsOn = [.. all.Values] };
    }
}
