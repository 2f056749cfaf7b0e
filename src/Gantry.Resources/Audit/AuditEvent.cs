namespace Gantry.Resources.Audit;

/// <summary>An event of the audit chain as it is exported, a JSON object per line. Every field but the last is hashed as it stands here.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="At">UTC, as <c>2026-11-21T10:01:00.0000000Z</c>.</param>
/// <param name="Actor"><c>rollouts</c>, <c>engine</c>, or <c>user:anna</c>.</param>
/// <param name="Type">
/// <c>Spec</c>, <c>Status</c>, <c>Deleted</c>, <c>Remark</c> or <c>Cut</c>. <c>Base</c> in the first line of an export says where it begins
/// and is no event: see <see cref="Base"/>.
/// </param>
/// <param name="ContentHash">
/// SHA-256, hexadecimal, of the resource's JSON after the change; empty for deletions and remarks; for <c>Cut</c> the hash of the last
/// event that was cut off.
/// </param>
/// <param name="Hash">SHA-256, hexadecimal, over the fields before it and the hash of the event before: see <see cref="AuditHash"/>.</param>
public sealed record AuditEvent(
    long Sequence, string At, string Actor, string Type, string Kind, string Scope, string Name, string Because, string ContentHash, string Hash)
{
    public const string BaseType = "Base", CutType = "Cut";

    /// <summary>The first line of an export of a chain whose old end was cut off: the last event that went, of which only this is known.</summary>
    public static AuditEvent Base(AuditHead last) => new(last.Sequence, last.At, "", BaseType, "", "", "", "", "", last.Hash);
}

/// <summary>How far the chain goes: kept elsewhere, it shows when the end has been cut off or everything written anew.</summary>
/// <param name="Sequence">Of the newest event; 0 for an empty chain.</param>
/// <param name="At">The time of that event, as it has it; empty for an empty chain.</param>
public sealed record AuditHead(long Sequence, string Hash, string At)
{
    public static AuditHead Empty { get; } = new(0, AuditHash.Genesis, "");

    /// <summary>The line of an anchor: sequence, hash and time, a space between.</summary>
    public override string ToString() => At.Length == 0 ? $"{Sequence} {Hash}" : $"{Sequence} {Hash} {At}";

    /// <summary>A line of an anchor, also where a system log wrote something before it; null for any other line.</summary>
    public static AuditHead? Parse(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        for (var i = 0; i + 1 < words.Length; i++)
        {
            if (words[i + 1].Length == 64 && words[i + 1].All(char.IsAsciiHexDigitLower) && long.TryParse(words[i], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var sequence))
                return new AuditHead(sequence, words[i + 1], i + 2 < words.Length ? words[i + 2] : "");
        }

        return null;
    }
}

/// <summary>What a store says after reading all of itself back.</summary>
/// <param name="Problem">Null when all is well.</param>
public sealed record AuditVerdict(AuditHead Head, Problem? Problem)
{
    /// <summary>The last event that was cut off; null where the chain has all of them.</summary>
    public AuditHead? Base { get; init; }
}
