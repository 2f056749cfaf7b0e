using Gantry.Apps.Reading;
using Gantry.Apps.Values;

namespace Gantry.Apps.Sections;

/// <summary>Labels of a service's containers, from the file itself and from <c>label_file</c>.</summary>
internal static class LabelReader
{
    public static void Read(ServiceDraft service, Value value)
    {
        foreach (var (name, text, at) in value.Pairs()) Add(service.Labels, at, name, text);
        Set(service);
    }

    public static void ReadFiles(ServiceDraft service, Value value)
    {
        foreach (var item in value.OneOrMore())
        {
            if (item.Word() is not { } name) continue;
            var files = item.Context.Files;
            var path = files.Absolute(name);
            if (!ProjectFiles.Exists(path))
            {
                item.Refuse("compose.missing-file", $"The label_file {item.Shown} does not exist.", $"Create {Quote.Short(files.Shown(path))}, or mend the path.");
                continue;
            }

            if (files.Read(path, item.Place) is not { } text) continue;
            var (entries, faults) = Dotenv.Parse(text, item.Context.Variables.Find);
            EnvironmentReader.Report(faults, files.Shown(path), item.Context.Problems);
            foreach (var entry in entries) Add(service.LabelsOfFiles, item, entry.Name, entry.Value);
        }

        Set(service);
    }

    private static void Add(SortedDictionary<string, string> labels, Value at, string name, string? text)
    {
        if (name.StartsWith("gantry.", StringComparison.Ordinal))
            at.Refuse("compose.refused-value", $"The label '{Quote.Short(name)}' is one of Gantry's own.", "Choose a name that does not begin with 'gantry.'.");
        else labels[name] = text ?? "";
    }

    private static void Set(ServiceDraft service)
    {
        var all = new SortedDictionary<string, string>(service.LabelsOfFiles, StringComparer.Ordinal);
        foreach (var (name, text) in service.Labels) all[name] = text;
        service.Is = service.Is with { Labels = all };
    }
}
