namespace Gantry.Engine.Effects;

/// <summary>The last lines of a container, for the message that says why it failed.</summary>
internal static class LogTail
{
    public const int Lines = 20;

    /// <summary>It is stored: no line may be endless.</summary>
    private const int Width = 500;

    public static async ValueTask<IReadOnlyList<string>> ReadAsync(IContainerEngine engine, string container, CancellationToken cancel)
    {
        var lines = new List<string>();
        await foreach (var line in engine.Containers.LogsAsync(container, new LogQuery(Lines), cancel)) lines.Add(line.Text.Length > Width ? line.Text[..Width] + "…" : line.Text);
        return lines;
    }
}
