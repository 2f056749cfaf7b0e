using Gantry.Apps.Reading;
using Gantry.Apps.Sections;
using Gantry.Apps.Values;

namespace Gantry.Apps.Composition;

/// <summary>Files whose variables are filled into compose files: <c>.env</c> and those named in its place.</summary>
internal sealed class EnvFiles(ProjectFiles files, ProblemLog problems)
{
    /// <summary>A later file wins over an earlier one, what the process has over both.</summary>
    public void Read(string path, string place, Variables variables)
    {
        if (files.Read(path, place) is not { } text) return;
        var (entries, faults) = Dotenv.Parse(text, variables.Find);
        EnvironmentReader.Report(faults, files.Shown(path), problems);
        foreach (var entry in entries.Where(e => e.Value is not null)) variables.Set(entry.Name, entry.Value!);
    }
}
