namespace Gantry.Trust.Sbom.Trees;

/// <summary>The file system that the layers of an image make, one on the other, without ever being written to a disk.</summary>
internal sealed class LayerTree : IFileTree
{
    private const int MostLinks = 40;

    private readonly Node root = new() { Children = new(StringComparer.Ordinal) };
    private int entries;

    public List<string> Notes { get; } = [];

    public IEnumerable<TreeFile> Files => Walk(root, "");

    /// <summary>What a layer takes away is taken from those below it, wherever in the layer it says so; then it adds its own.</summary>
    /// <exception cref="InvalidDataException">An entry leads out of the root, or there are too many.</exception>
    public void Add(Blob layer, string digest)
    {
        var own = new List<(string[] Path, TarEntry Entry)>();
        foreach (var entry in TarIndex.Read(layer))
        {
            if (++entries > Limits.Entries) throw new InvalidDataException($"it has more than {Limits.Entries} files");
            if (entry.Type is not ('0' or '1' or '2' or '5' or 'S')) continue;
            own.Add((Parts(entry.Path, "an entry"), entry));
        }

        foreach (var (path, _) in own) Whiteout(path);
        foreach (var (path, entry) in own)
        {
            if (path.Length > 0 && !path[^1].StartsWith(".wh.", StringComparison.Ordinal)) Put(path, entry, layer, digest);
        }
    }

    private void Whiteout(string[] path)
    {
        if (path.Length == 0 || !path[^1].StartsWith(".wh.", StringComparison.Ordinal)) return;
        if (Find(path.AsSpan(0, path.Length - 1)) is not { Children: { } children }) return;
        if (path[^1] == ".wh..wh..opq") children.Clear();
        else children.Remove(path[^1][4..]);
    }

    private void Put(string[] path, TarEntry entry, Blob layer, string digest)
    {
        var parent = root;
        foreach (var part in path.AsSpan(0, path.Length - 1))
        {
            if (!parent.Children!.TryGetValue(part, out var next)) parent.Children[part] = next = new Node { Children = new(StringComparer.Ordinal), Parent = parent };
            var links = 0;
            if (next.Link is not null) next = Follow(next, ref links);
            if (next is null)
            {
                if (Notes.Count < 20) Notes.Add($"{entry.Path}: lies behind a link that leads nowhere, so it is not looked at.");
                return;
            }

            next.Children ??= new(StringComparer.Ordinal);
            parent = next;
        }

        var name = path[^1];
        switch (entry.Type)
        {
            case '5':
                if (!parent.Children!.TryGetValue(name, out var there) || there.Children is null) parent.Children[name] = new Node { Children = new(StringComparer.Ordinal), Parent = parent };
                break;
            case '2':
                parent.Children![name] = new Node { Link = entry.Link, Parent = parent };
                break;
            case '1':
                if (Find(Parts(entry.Link, "a hard link")) is { Children: null, Link: null } target)
                    parent.Children![name] = new Node { Content = target.Content, Executable = target.Executable, Layer = digest, Parent = parent };
                break;
            default:
                parent.Children![name] = new Node
                {
                    Content = new Blob(layer.File, layer.Offset + entry.Offset, entry.Type == 'S' ? 0 : entry.Size),
                    Executable = (entry.Mode & 0b001_001_001) != 0,
                    Layer = digest,
                    Parent = parent,
                };
                break;
        }
    }

    private Node? Find(ReadOnlySpan<string> path)
    {
        var at = root;
        var links = 0;
        foreach (var part in path)
        {
            if (at.Children?.TryGetValue(part, out var next) != true) return null;
            at = next!.Link is null ? next : Follow(next, ref links);
            if (at is null) return null;
        }

        return at;
    }

    /// <summary>As the kernel does within the container: the root is above everything, and above it is the root.</summary>
    /// <param name="links">How many have been followed on the way. It counts all of them: links to links to links double at every step.</param>
    private Node? Follow(Node link, ref int links)
    {
        if (++links > MostLinks || link.Link!.Length > Limits.PathLength) return null;
        var at = link.Link.StartsWith('/') ? root : link.Parent ?? root;
        foreach (var part in link.Link.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part == "..")
            {
                at = at.Parent ?? root;
                continue;
            }

            if (at.Children?.TryGetValue(part, out var next) != true) return null;
            if (next!.Link is not null) next = Follow(next, ref links);
            if (next is null) return null;
            at = next;
        }

        return at;
    }

    private static string[] Parts(string path, string what)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Contains("..")) throw new InvalidDataException($"{what} leads out of the image: {path}");
        if (parts.Length > Limits.Depth) throw new InvalidDataException($"{what} lies {parts.Length} folders deep");
        return Array.IndexOf(parts, ".") < 0 ? parts : [.. parts.Where(p => p != ".")];
    }

    private static IEnumerable<TreeFile> Walk(Node folder, string path)
    {
        foreach (var (name, node) in folder.Children!.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            if (node.Children is not null) foreach (var file in Walk(node, $"{path}{name}/")) yield return file;
            else if (node.Link is null) yield return new TreeFile(path + name, node.Content.Length, node.Executable, node.Layer, () => node.Content.Open());
        }
    }

    private sealed class Node
    {
        public Dictionary<string, Node>? Children { get; set; }
        public Node? Parent { get; init; }
        public string? Link { get; init; }
        public Blob Content { get; init; }
        public bool Executable { get; init; }
        public string? Layer { get; init; }
    }
}
