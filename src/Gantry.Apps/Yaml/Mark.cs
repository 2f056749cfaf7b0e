namespace Gantry.Apps.Yaml;

/// <summary>A place in a file, as people and editors write it. Lines and columns count from 1.</summary>
internal readonly record struct Mark(string File, int Line, int Column)
{
    public override string ToString() => $"{File}:{Line}:{Column}";
}
