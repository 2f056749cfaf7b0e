using System.Buffers;
using System.Security.Cryptography;
using Gantry.Resources;

namespace Gantry.Control.Decisions;

/// <summary>
/// What a transaction does to the world. Every store calls this and differs only in how it keeps the outcome, so that all
/// judge alike.
/// </summary>
public static class WorldTransition
{
    private static readonly SearchValues<char> Troublesome =
        SearchValues.Create([.. "\0", .. Enumerable.Range(0xD800, 0x800).Select(c => (char)c)]);

    /// <summary>
    /// Judges all changes, in order. An expected version is compared with the world as it was before the transaction,
    /// whatever earlier changes of the same transaction did: it is the version that the caller decided on.
    /// </summary>
    /// <param name="now">Becomes the time of the events, in UTC.</param>
    /// <param name="head">The hash of the newest event, or <see cref="AuditChain.Genesis"/>.</param>
    /// <exception cref="ArgumentException">A spec or status is not of its kind's type: a bug of the caller.</exception>
    public static TransitionOutcome Apply(World world, Transaction transaction, DateTimeOffset now, string head)
    {
        // What a conflict leaves: the chain as it was, whatever earlier changes of the same transaction would have added to it.
        var refused = new TransitionOutcome { World = world, Head = head };
        if (transaction.Basis is { } basis && world.List(basis.Kind).FirstOrDefault(r => r.Version > basis.Revision) is { } newer) return Refused(newer.Key);
        var draft = new WorldDraft(world);
        var chain = new List<ResourceEvent>(transaction.Changes.Count);
        foreach (var change in transaction.Changes)
        {
            if (change.ExpectedVersion is { } expected && (world.Get(change.Key)?.Version ?? 0) != expected) return Refused(change.Key);
            var sequence = world.Revision + chain.Count + 1;
            var (type, content) = (EventType.Remark, "");
            switch (change)
            {
                case PutSpec put:
                    (type, content) = (EventType.Spec, ContentHash(draft.PutSpec(put, sequence)));
                    break;
                case PutStatus put:
                    if (draft.PutStatus(put, sequence) is not { } stored) return Refused(change.Key);
                    (type, content) = (EventType.Status, ContentHash(stored));
                    break;
                case Delete:
                    if (!draft.Delete(change.Key)) continue;
                    type = EventType.Deleted;
                    break;
                default:
                    break;
            }
            var next = AuditChain.Link(head, new ResourceEvent(
                sequence, now.ToUniversalTime(), Clean(transaction.Actor), type, change.Key, Clean(change.Because), content, ""));
            chain.Add(next);
            head = next.Hash;
        }
        return draft.Outcome(chain, head);

        TransitionOutcome Refused(Key key) => refused with { Conflict = key };
    }

    private static string ContentHash(StoredResource stored) => Convert.ToHexStringLower(SHA256.HashData(stored.Content()));

    /// <summary>
    /// A NUL ends a text early in many places, among them databases, and half of a surrogate pair cannot be written as UTF-8;
    /// what is hashed must be what is read back.
    /// </summary>
    private static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAny(Troublesome)) return text;
        return string.Concat(text.EnumerateRunes().Select(r => r.Value == 0 ? "\uFFFD" : r.ToString()));
    }
}
