using System.Globalization;
using Gantry.Resources;
using Gantry.Resources.Audit;

namespace Gantry.Control.Decisions;

/// <summary>The hash chain over events; <see cref="AuditHash"/> says what is hashed.</summary>
public static class AuditChain
{
    /// <summary>What the first event follows.</summary>
    public static string Genesis => AuditHash.Genesis;

    /// <summary>The event with its hash.</summary>
    public static ResourceEvent Link(string previous, ResourceEvent next) => next with { Hash = AuditHash.Of(previous, Export(next)) };

    /// <summary>The time as it is hashed and stored: UTC, to 100 ns.</summary>
    public static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>As it is hashed and exported.</summary>
    public static AuditEvent Export(ResourceEvent e) =>
        new(e.Sequence, Time(e.At), e.Actor, e.Type.ToString(), e.Key.Kind, e.Key.Scope, e.Key.Name, e.Because, e.ContentHash, e.Hash);

    /// <summary>What <see cref="Export"/> was made from.</summary>
    /// <exception cref="FormatException">The time is none.</exception>
    /// <exception cref="ArgumentException">There is no such type.</exception>
    public static ResourceEvent Import(AuditEvent e) => new(
        e.Sequence, DateTimeOffset.Parse(e.At, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        e.Actor, Enum.Parse<EventType>(e.Type), new Key(e.Kind, e.Scope, e.Name), e.Because, e.ContentHash, e.Hash);

    /// <summary>Null when every event is in its place and as it was written; else the first that is not.</summary>
    /// <param name="events">The whole chain from its first event, or from the first that was not cut off.</param>
    /// <param name="head">The hash that the last event must have, where it is known from elsewhere: cutting off the end shows no other way.</param>
    /// <param name="from">The last event that was cut off: one of those that are there must say so.</param>
    public static AuditBreak? Verify(IEnumerable<ResourceEvent> events, string? head = null, AuditHead? from = null)
    {
        var trail = new AuditTrail(from: from);
        foreach (var next in events)
        {
            if (trail.Add(Export(next)) is { } broken) return broken;
        }
        return head is null || head == trail.Head.Hash ? trail.End()
            : new AuditBreak(trail.Head.Sequence + 1, $"The chain ends after event {trail.Head.Sequence}, and not where it should.");
    }
}
