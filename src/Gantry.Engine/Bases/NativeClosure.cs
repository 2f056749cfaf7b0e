namespace Gantry.Engine.Bases;

/// <summary>Programs and libraries with everything that they ask for, and what that asks for, and so on.</summary>
/// <param name="Libraries">Name asked for → file on this machine, sorted by name. Does not hold the roots themselves, nor the loader.</param>
/// <param name="Interpreters">The loaders that the programs name, sorted.</param>
/// <param name="Missing">Names that were not found, sorted. Optional parts of the runtime (tracing) ask for some that few machines have.</param>
public sealed record NativeClosure(IReadOnlyDictionary<string, string> Libraries, IReadOnlyList<string> Interpreters, IReadOnlyList<string> Missing)
{
    /// <param name="roots">Files that will be in the image; those that are no ELF files are passed over.</param>
    /// <param name="search">Where libraries are.</param>
    public static NativeClosure Of(IEnumerable<string> roots, LibrarySearch search)
    {
        var libraries = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var interpreters = new SortedSet<string>(StringComparer.Ordinal);
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        var queue = new Queue<string>(roots);
        var present = queue.ToHashSet(StringComparer.Ordinal);

        while (queue.TryDequeue(out var path))
        {
            if (ElfFile.TryRead(path) is not { } file) continue;
            if (file.Interpreter is { } interpreter) interpreters.Add(interpreter);

            var beside = file.RunPath.Select(p => p.Replace("$ORIGIN", Path.GetDirectoryName(path), StringComparison.Ordinal)).ToList();
            foreach (var name in file.Needed.Where(n => !libraries.ContainsKey(n)))
            {
                if (search.Find(name, file.Machine, beside) is not { } found) missing.Add(name);
                else if (present.Add(found))
                {
                    libraries[name] = found;
                    queue.Enqueue(found);
                }
            }
        }

        // A loader is also a library that libc asks for; it has its own place in an image.
        foreach (var loader in interpreters.Select(Path.GetFileName).OfType<string>()) libraries.Remove(loader);
        return new(libraries, [.. interpreters], [.. missing]);
    }
}
