using Gantry.Apps;

namespace Gantry.Tests.Apps;

/// <summary>A project directory that lives as long as a test.</summary>
internal sealed class TemporaryProject : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("gantry-apps-").FullName;

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Half of a surrogate pair, which mutations make, becomes a replacement character.
        File.WriteAllText(path, text, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false));
        return path;
    }

    public ComposeResult Load(string compose, params (string Name, string Value)[] variables)
    {
        Write("compose.yaml", compose);
        return Load(variables);
    }

    public ComposeResult Load(params (string Name, string Value)[] variables) =>
        ComposeProject.Load(new ComposeInput { ProjectDirectory = Folder, Variables = variables.ToDictionary(v => v.Name, v => v.Value) });

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
