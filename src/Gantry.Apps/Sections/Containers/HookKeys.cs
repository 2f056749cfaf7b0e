using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Containers;

/// <summary>Commands that are run in a container after its start and before its stop.</summary>
internal static class HookKeys
{
    private const int MostHooks = 20;

    public static readonly Section<Draft<HookDefinition>> PostStart = Make("a post_start hook", "services.<name>.post_start[]");
    public static readonly Section<Draft<HookDefinition>> PreStop = Make("a pre_stop hook", "services.<name>.pre_stop[]");

    public static Section<ServiceDraft> AndHooks(this Section<ServiceDraft> section) => section
        .Takes("post_start", "Commands that run in the container, one after another, each time its process has started; it is not ready before they have succeeded. After a crash of the platform one may run twice.",
            (d, v) => d.Is = d.Is with { PostStart = Read(v, PostStart) })
        .Takes("pre_stop", "Commands that run in the container after its requests are drained and before it is asked to stop, all together within stop_grace_period. After a crash of the platform one may run twice.",
            (d, v) => d.Is = d.Is with { PreStop = Read(v, PreStop) });

    private static Section<Draft<HookDefinition>> Make(string name, string path) => new Section<Draft<HookDefinition>>(name, path)
        .Takes("command", "A list, or a text that is split as a shell splits it. No shell runs it.", (d, v) => d.Is = d.Is with { Command = v.Command() ?? [] })
        .Takes("user", "The user that it runs as; the container's without it.", (d, v) => d.Is = d.Is with { User = v.Word() })
        .Takes("working_dir", "The directory that it runs in; the container's without it.", (d, v) => d.Is = d.Is with { WorkingDir = v.Word() })
        .Takes("environment", "Variables beside those of the container, a map or a list.", ReadEnvironment)
        .Forbids("privileged", "a command in a container must not have more rights than the container", "Remove it; 'cap_add' gives the container what it needs.");

    private static List<HookDefinition>? Read(Value value, Section<Draft<HookDefinition>> section)
    {
        var hooks = new List<HookDefinition>();
        foreach (var item in value.Items())
        {
            var draft = new Draft<HookDefinition>(new HookDefinition { Command = [] });
            if (item.IsMap) section.Read(item, draft);
            else item.Wrong("a map", "Write 'command: [program, argument]' after the '- '.");
            if (item.IsMap && draft.Is.Command.Count == 0 && !item.Keys.Contains("command")) item.Refuse("compose.missing-key", "The hook has no 'command'.", "Write the program and its arguments: 'command: [program, argument]'.");
            hooks.Add(draft.Is);
        }

        if (hooks.Count > MostHooks) value.Refuse("compose.too-large", $"More than {MostHooks} hooks stand here.", "Put them into one program of the image.");
        return hooks.Count > 0 ? hooks : null;
    }

    private static void ReadEnvironment(Draft<HookDefinition> draft, Value value)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text, at) in value.Pairs())
        {
            if ((text ?? at.Context.Variables.Find(name)) is { } known) all[name] = known;
            else EnvironmentReader.Missing(name, at);
        }

        if (all.Count > 0) draft.Is = draft.Is with { Environment = all };
    }
}
