using System.Text.Json.Nodes;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;

namespace Gantry.Apps.Canonical;

/// <summary>Puts in place what a service takes from elsewhere: files of variables and labels, and variables that it only names.</summary>
internal sealed class ServiceVariables(CanonicalRun run, ProjectFiles files, Variables variables)
{
    public void Resolve(JsonObject service)
    {
        Files(service, "env_file", "environment");
        Files(service, "label_file", "labels");
        Named(service["environment"] as JsonObject);
        Named(CanonicalRun.At(service["build"], "args") as JsonObject);
    }

    private void Files(JsonObject service, string from, string to)
    {
        if (service[from] is not JsonArray named) return;
        var all = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var file in named)
        {
            var path = file is JsonObject map ? map["path"]?.ToString() : file?.ToString();
            if (path is not ['/', ..] || files.Read(path.Replace("$$", "$", StringComparison.Ordinal), "") is not { } text) continue;
            var isRaw = (file as JsonObject)?["format"]?.ToString() == "raw";
            var (entries, _) = isRaw ? Dotenv.ParseRaw(text) : Dotenv.Parse(text, variables.Find);
            foreach (var entry in entries)
            {
                if ((entry.Value ?? variables.Find(entry.Name)) is { } value) all[entry.Name] = run.Text(value);
            }
        }

        foreach (var (key, value) in service[to] as JsonObject ?? []) all[key] = value?.DeepClone();
        service.Remove(from);
        service[to] = new JsonObject(all);
    }

    private void Named(JsonObject? pairs)
    {
        foreach (var (name, value) in pairs?.ToList() ?? [])
        {
            if (value is null && variables.Find(name) is { } known) pairs![name] = run.Text(known);
        }
    }
}
