using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources;

namespace Gantry.Apps.Sections;

/// <summary>A service's variables, from the file itself and from <c>env_file</c>.</summary>
internal static class EnvironmentReader
{
    /// <summary>An entry of <c>env_file</c> in its long form.</summary>
    internal sealed class FileDraft
    {
        public Value? Path { get; set; }
        public bool Required { get; set; } = true;
        public bool Raw { get; set; }
    }

    public static readonly Section<FileDraft> FileKeys = new Section<FileDraft>("env_file", "services.<name>.env_file[]")
        .Takes("path", "The file, relative to the project directory.", (d, v) => d.Path = v)
        .Takes("required", "False: the file may be missing.", (d, v) => d.Required = v.Truth() ?? true)
        .TakesInPart("format", "Only 'raw': no quotes, comments or variables; everything after '=' is the value.", "Leave it out for the usual format.", ReadFormat);

    public static void ReadEnvironment(ServiceDraft service, Value value)
    {
        foreach (var (name, text, at) in value.Pairs())
        {
            var path = $"services.{service.Name}.environment.{name}";
            at.Context.Map.Add(path, at.Mark);
            if (!IsName(name)) at.RefuseKey("compose.bad-value", $"'{Quote.Short(name)}' cannot be the name of a variable.", IsName(name.Trim()) ? $"Leave out the spaces around '=': {Quote.Short(name.Trim())}=…" : "Use a name without '=' and without spaces.");
            else if (text is not null)
            {
                service.Environment[name] = text;
                if (!at.Raw.Contains('$')) at.Context.Literals.Add(path);
            }
            else if (at.Context.Variables.Find(name) is { } known) service.Environment[name] = known;
            else
            {
                service.Unset.Add(name);
                Missing(name, at);
            }
        }
    }

    public static void Missing(string name, Value at) =>
        at.Say(Severity.Warning, "compose.missing-variable", $"'{Quote.Short(name)}' is to be taken from the environment and is not set there; it is left out.", $"Set {Quote.Short(name)} in the environment or in .env, or write its value.");

    public static void ReadFiles(ServiceDraft service, Value value)
    {
        foreach (var item in value.OneOrMore())
        {
            var file = new FileDraft();
            if (item.IsMap) FileKeys.Read(item, file);
            else file.Path = item;
            if (file.Path is { } path) ReadFile(service, path, file);
            else item.Refuse("compose.missing-key", "An entry of 'env_file' names no file.", "Write its 'path'.");
        }
    }

    private static void ReadFile(ServiceDraft service, Value at, FileDraft file)
    {
        if (at.Word() is not { } name) return;
        var files = at.Context.Files;
        var path = files.Absolute(name);
        if (!ProjectFiles.Exists(path))
        {
            if (file.Required)
                at.Refuse("compose.missing-file", $"The env_file {at.Shown} does not exist.", $"Create {Quote.Short(files.Shown(path))}, mend the path, or write 'required: false' beside it.");
            return;
        }

        if (files.Read(path, at.Place) is not { } text) return;
        var (entries, faults) = file.Raw ? Dotenv.ParseRaw(text) : Dotenv.Parse(text, at.Context.Variables.Find);
        Report(faults, files.Shown(path), at.Context.Problems);
        foreach (var entry in entries)
        {
            if ((entry.Value ?? at.Context.Variables.Find(entry.Name)) is { } known) service.FromFiles[entry.Name] = known;
        }
    }

    public static void Report(IEnumerable<DotenvFault> faults, string file, ProblemLog problems)
    {
        foreach (var fault in faults)
            problems.Add(new Problem($"{file}:{fault.Line}:1", fault.Code, $"This line {fault.Because}.", fault.Help, fault.Fatal ? Severity.Error : Severity.Warning));
    }

    private static void ReadFormat(FileDraft file, Value value)
    {
        if (value.Text() is not { } format) return;
        if (format == "raw") file.Raw = true;
        else value.Refuse("compose.unknown-value", $"The format {value.Shown} is not known.", "Write 'raw', or leave it out.");
    }

    private static bool IsName(string name) => name.Length > 0 && !name.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == '=');
}
