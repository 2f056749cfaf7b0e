namespace Gantry.Integration.Engine.Keys;

/// <summary>A piece of a service in a compose file, and what the engine must say of the container that comes of it.</summary>
/// <param name="Name">For the test's name.</param>
/// <param name="Service">Lines of the service, without indentation.</param>
/// <param name="Expected">Paths in the engine's answer, with dots, and the JSON that must stand there.</param>
public sealed record KeyCase(string Name, string Service, params (string Path, string Json)[] Expected)
{
    /// <summary>Further services and top-level keys of the file.</summary>
    public string More { get; init; } = "";

    /// <summary>Exceptions that it needs.</summary>
    public string[] Allow { get; init; } = [];

    /// <summary>Files of the project, by name.</summary>
    public (string Name, string Text)[] Files { get; init; } = [];

    public override string ToString() => Name;

    public string File(string image)
    {
        var allow = Allow.Length == 0 ? "" : $"x-gantry:\n  allow:\n{string.Concat(Allow.Select(a => $"    - {{what: \"{a}\", reason: \"the engine's answer is to be seen\"}}\n"))}";
        var command = Service.Contains("command:", StringComparison.Ordinal) ? "" : "command: [/bin/act, run]\n";
        var service = $"image: {image}\n{command}{Service}\n{allow}";
        return $"name: keys\nservices:\n  it:\n{string.Join('\n', service.Split('\n').Select(l => "    " + l))}\n{More}\n";
    }
}
