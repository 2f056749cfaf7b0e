using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gantry.Resources;

namespace Gantry.Control.Decisions;

/// <summary>
/// The hash chain over events. An event's hash is SHA-256 over: the length of each field in bytes (32 bits, big-endian)
/// followed by its UTF-8 bytes, the fields being, in order, <c>gantry event 1</c>, the previous event's hash, the sequence
/// number in decimal, the time as <c>2026-11-21T10:01:00.0000000Z</c>, actor, type, kind, scope, name, because, content
/// hash. Lengths make it unambiguous: no two different events have the same bytes.
/// </summary>
public static class AuditChain
{
    /// <summary>What the first event follows.</summary>
    public static string Genesis { get; } = new('0', 64);

    /// <summary>The event with its hash.</summary>
    public static ResourceEvent Link(string previous, ResourceEvent next) => next with { Hash = Hash(previous, next) };

    /// <summary>The time as it is hashed and stored: UTC, to 100 ns.</summary>
    public static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Null when every event is in its place and as it was written; else the first that is not.</summary>
    /// <param name="events">The whole chain from its first event.</param>
    /// <param name="head">The hash that the last event must have, where it is known from elsewhere: cutting off the end shows no other way.</param>
    public static ChainBreak? Verify(IEnumerable<ResourceEvent> events, string? head = null)
    {
        var (previous, sequence) = (Genesis, 0L);
        foreach (var next in events)
        {
            sequence++;
            if (next.Sequence != sequence)
                return new ChainBreak(sequence, $"Event {sequence} is missing or out of place: event {next.Sequence} stands there.");
            if (Hash(previous, next) != next.Hash)
                return new ChainBreak(sequence, $"Event {sequence} does not carry the hash of what it says and of the event before it.");
            previous = next.Hash;
        }
        return head is null || head == previous ? null : new ChainBreak(sequence + 1, $"The chain ends after event {sequence}, and not where it should.");
    }

    private static string Hash(string previous, ResourceEvent e)
    {
        using var bytes = new MemoryStream(256);
        Span<byte> length = stackalloc byte[4];
        ReadOnlySpan<string> fields =
        [
            "gantry event 1", previous, e.Sequence.ToString(CultureInfo.InvariantCulture), Time(e.At), e.Actor, e.Type.ToString(),
            e.Key.Kind, e.Key.Scope, e.Key.Name, e.Because, e.ContentHash,
        ];
        foreach (var field in fields)
        {
            var text = Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
            bytes.Write(length);
            bytes.Write(text);
        }
        return Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }
}

/// <summary>Where a chain was found broken.</summary>
/// <param name="Sequence">The first event that is not as it was written.</param>
public sealed record ChainBreak(long Sequence, string Message)
{
    public Problem Problem => new($"event {Sequence}", "audit.broken", Message,
        "Somebody or something wrote to the store besides the platform. Keep a copy of the store for the inquiry, then restore a backup.");
}
