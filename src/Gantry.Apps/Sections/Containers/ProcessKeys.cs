using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;

namespace Gantry.Apps.Sections.Containers;

/// <summary>How a service's process starts.</summary>
internal static class ProcessKeys
{
    public static Section<ServiceDraft> AndProcess(this Section<ServiceDraft> section) => section
        .Takes("working_dir", "The directory in which the process starts; the image's without it.", ReadWorkingDir)
        .Takes("tty", "Gives the process a terminal. Its output is then one stream, not two.", (d, v) => { if (v.Truth() is true) d.Process(p => p with { Tty = true }); })
        .Takes("stdin_open", "Keeps standard input open, although nobody is attached to it.", (d, v) => { if (v.Truth() is true) d.Process(p => p with { StdinOpen = true }); })
        .Takes("group_add", "Further groups of the user, by name or number.", ReadGroups)
        .Takes("runtime", "The program that runs the container, by the name that the engine was configured with.", ReadRuntime);

    private static void ReadWorkingDir(ServiceDraft service, Value value)
    {
        if (value.Word() is not { } path) return;
        if (path.StartsWith('/')) service.Process(p => p with { WorkingDir = path });
        else value.Refuse("compose.bad-value", $"'working_dir' must be an absolute path, and {value.Shown} stands here.", "Begin it with '/'.");
    }

    private static void ReadGroups(ServiceDraft service, Value value)
    {
        List<string> groups = [.. value.Items().Select(i => i.Word()).OfType<string>()];
        if (groups.Count > 0) service.Process(p => p with { GroupAdd = groups });
    }

    private static void ReadRuntime(ServiceDraft service, Value value)
    {
        if (value.Word() is not { } name) return;
        if (Names.IsPlain(name)) service.Process(p => p with { Runtime = name });
        else value.Refuse("compose.bad-name", $"{value.Shown} cannot be the name of a runtime.", "Write a name that 'docker info' lists under Runtimes, or remove the key.");
    }
}
