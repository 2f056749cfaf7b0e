namespace Gantry.Trust.Sbom.Trees;

/// <summary>A file of what is looked at.</summary>
/// <param name="Path">From its root, without a slash before it.</param>
/// <param name="Layer">The digest of the layer that it is from.</param>
/// <param name="Open">A stream that can be sought in.</param>
internal sealed record TreeFile(string Path, long Size, bool Executable, string? Layer, Func<Stream> Open)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>All of it.</summary>
    /// <exception cref="InvalidDataException">It is larger than it may be, or ends early.</exception>
    public byte[] Bytes(int limit = Limits.Text)
    {
        if (Size > limit) throw new InvalidDataException($"it has {Size >> 20} MiB, more than the {limit >> 20} MiB that are read of such a file");
        using var stream = Open();
        var content = new byte[Size];
        stream.ReadExactly(content);
        return content;
    }
}

/// <summary>Files to look at.</summary>
internal interface IFileTree
{
    /// <summary>In a fixed order.</summary>
    IEnumerable<TreeFile> Files { get; }
}
