namespace Gantry.Trust.Sbom.Trees;

/// <summary>A folder of this machine. Links are not followed: what they lead to within it is found there, and what lies outside does not belong
/// to it.</summary>
internal sealed class FolderTree(string root) : IFileTree
{
    public IEnumerable<TreeFile> Files
    {
        get
        {
            var options = new EnumerationOptions
            {
                RecurseSubdirectories = true,
                AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device,
                IgnoreInaccessible = true,
                MaxRecursionDepth = Limits.Depth,
            };
            var count = 0;
            foreach (var file in new DirectoryInfo(root).EnumerateFiles("*", options).OrderBy(f => f.FullName, StringComparer.Ordinal))
            {
                if (++count > Limits.Entries) throw new InvalidDataException($"it has more than {Limits.Entries} files");
                // Sockets and pipes are no files; opening one would wait for whoever is at its other end.
                if ((file.Attributes & FileAttributes.ReparsePoint) != 0 || (file.UnixFileMode is var mode && file.Length == 0)) continue;
                var executable = (mode & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
                yield return new TreeFile(Path.GetRelativePath(root, file.FullName), file.Length, executable, null, file.OpenRead);
            }
        }
    }
}

/// <summary>One file.</summary>
internal sealed class SingleFile(string path) : IFileTree
{
    public IEnumerable<TreeFile> Files => [new TreeFile(Path.GetFileName(path), new FileInfo(path).Length, true, null, () => File.OpenRead(path))];
}
