using Gantry.Apps.Reading;

namespace Gantry.Apps.Composition;

/// <summary>What the files of one project, the main one or an included one, refer to.</summary>
/// <param name="Folder">Where relative paths begin, absolute.</param>
internal sealed record Scope(string Folder, Variables Variables)
{
    public string Absolute(string path) => ProjectFiles.Absolute(path, Folder);
}
