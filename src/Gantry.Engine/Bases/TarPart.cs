namespace Gantry.Engine.Bases;

/// <summary>One entry of an image's file system.</summary>
/// <param name="Path">Relative to the root, without a leading slash: <c>etc/passwd</c>.</param>
/// <param name="Mode">Permission bits.</param>
public abstract record TarPart(string Path, UnixFileMode Mode)
{
    public const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    public const UnixFileMode Runnable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    public const UnixFileMode Shared =
        Runnable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.StickyBit;

    /// <summary>The numeric owner and group.</summary>
    public int Owner { get; init; }

    /// <summary>What the fingerprint of an image covers: everything that would make another tar.</summary>
    public abstract string Identity { get; }
}

public sealed record TarFolder(string Path, UnixFileMode Mode = TarPart.Runnable) : TarPart(Path, Mode)
{
    public override string Identity => $"d {Path} {(int)Mode} {Owner}";
}

public sealed record TarLink(string Path, string Target) : TarPart(Path, Runnable)
{
    public override string Identity => $"l {Path} {Target}";
}

/// <summary>A text that is made here.</summary>
public sealed record TarText(string Path, string Text) : TarPart(Path, Readable)
{
    public override string Identity => $"t {Path} {Text}";
}

/// <summary>A copy of a file of this machine.</summary>
/// <param name="Source">Absolute, links resolved.</param>
public sealed record TarCopy(string Path, string Source, UnixFileMode Mode) : TarPart(Path, Mode)
{
    /// <summary>Size and time of change stand for the content: reading 300 MB to learn that nothing changed would be slow.</summary>
    public override string Identity =>
        new FileInfo(Source) is var file ? $"f {Path} {(int)Mode} {file.Length} {file.LastWriteTimeUtc.Ticks}" : "";
}
