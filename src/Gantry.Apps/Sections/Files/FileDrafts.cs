using Gantry.Apps.Reading;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Files;

/// <summary>A config or secret of the project: where its content comes from.</summary>
internal sealed class FileSource
{
    public required FileKind Kind { get; init; }
    public required string Name { get; init; }
    public required Value At { get; init; }
    public Value? File { get; set; }
    public Value? Environment { get; set; }
    public Value? Content { get; set; }

    /// <summary>False when what was written of it was refused already.</summary>
    public bool IsUsable { get; set; } = true;
}

/// <summary>A config or secret as a service asks for it.</summary>
internal sealed class FileUse
{
    public required FileKind Kind { get; init; }
    public required Value At { get; init; }
    public string? Source { get; set; }
    public Value? Target { get; set; }
    public int? Uid { get; set; }
    public int? Gid { get; set; }
    public int? Mode { get; set; }
}
