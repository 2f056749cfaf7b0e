using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Sections.Files;
using Gantry.Apps.Sections.Networks;
using Gantry.Apps.Sections.Releases;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections;

internal static class TopLevelKeys
{
    private const int MostServices = 200;

    public static readonly Section<ProjectDraft> Section = new Section<ProjectDraft>("the top level", "(top level)")
        .Takes("name", "The app's name: a DNS label of at most 40 characters. Without it the name of the directory is used.", ReadName)
        .Takes("services", "The services, at most 200.", ReadServices)
        .TakesInPart("networks", "Networks of the app, each empty or with driver bridge; made per app and environment.", "See the section of networks.", (d, v) => NetworkKeys.ReadAll(v, d))
        .TakesInPart("volumes", "Named volumes, made per app and environment, or external.", "Drivers other than local are refused.", (d, v) => VolumeKeys.ReadAll(v, d))
        .Takes("x-gantry", "What compose cannot say; it may stand in gantry.yaml beside the file instead.", (d, v) => GantryKeys.Project.Read(v, d))
        .Notes("version", "the compose specification has only one version", "Remove the line.")
        .Takes("include", "Takes in all that other compose files define, each with its own folder and '.env'.", (_, _) => { })
        .Takes("configs", "Files that services get, from files, variables or the compose file itself.", (d, v) => FileKeys.ReadAll(d, v, FileKind.Config))
        .Takes("secrets", "The same for what nobody may read but the services that name it.", (d, v) => FileKeys.ReadAll(d, v, FileKind.Secret))
        .Refuses("models", "Gantry runs containers and no language models", "Run the model as a service with its own image.")
        .Recognizes(Strays.AtTop);

    private static void ReadName(ProjectDraft project, Value value)
    {
        if (value.Word() is not { } name) return;
        project.Name = name;
        if (Names.IsLabel(name, Names.LongestApp)) return;
        var label = Names.ToLabel(name, Names.LongestApp);
        value.Refuse("compose.bad-name", $"The app's name {value.Shown} is not a DNS label of at most {Names.LongestApp} characters (a-z, 0-9, '-').",
            label.Length > 0 && value.Raw == name ? $"Write 'name: {label}'." : "Use lower-case letters, digits and '-'.");
    }

    private static void ReadServices(ProjectDraft project, Value value)
    {
        project.IsMisread = !value.IsMap && !value.IsNull;
        if (value.IsList)
        {
            value.Wrong("a map", "Leave out the '- ' before the names: 'name:' on a line of its own, and its keys indented below.");
            return;
        }

        var strays = value.Entries().Where(e => Strays.AmongServices(e.Key, e.Value) is not null).Select(e => e.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, service) in value.Entries())
        {
            if (name.StartsWith("x-", StringComparison.Ordinal)) continue;
            if (strays.Contains(name) && Strays.AmongServices(name, service) is var (message, help))
            {
                service.RefuseKey(Strays.Code, message, help);
                continue;
            }

            if (project.Services.Count == MostServices)
            {
                service.RefuseKey("compose.too-large", $"An app has at most {MostServices} services.", "Split it into several apps.");
                return;
            }

            if (!Names.IsService(name))
            {
                var better = Names.ToLabel(name, Names.LongestService);
                service.RefuseKey("compose.bad-name", $"A service cannot be called '{Quote.Short(name)}': its name is a host name for the others.",
                    better.Length > 0 ? $"Call it '{better}', here and where it is used." : "Use lower-case letters, digits, '-' and '_'.");
            }

            var draft = new ServiceDraft(name);
            project.Services[name] = draft;
            if (service.IsMap) ServiceKeys.Section.Read(service, draft);
            else
            {
                draft.IsReadable = false;
                // Its keys are beside it, which was said.
                if (strays.Count == 0 || !service.IsNull) service.Wrong("a map", "Write at least its image: 'image: name:tag'.");
            }
        }
    }
}
