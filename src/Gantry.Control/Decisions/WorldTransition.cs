using System.Buffers;
using System.Security.Cryptography;
using Gantry.Resources;
using Gantry.Resources.Audit;

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
        if (transaction.Basis is { } decided && world.List(decided.Kind).FirstOrDefault(r => r.Version > decided.Revision) is { } newer) return Refused(newer.Key);
        foreach (var (key, version) in transaction.Seen)
        {
            if ((world.Get(key)?.Version ?? 0) != version) return Refused(key);
        }
        AuditHead? basis = null;
        var draft = new WorldDraft(world);
        var chain = new List<ResourceEvent>(transaction.Changes.Count);
        foreach (var change in transaction.Changes)
        {
            if (change.ExpectedVersion is { } expected && (world.Get(change.Key)?.Version ?? 0) != expected) return Refused(change.Key);
            var (type, content) = (EventType.Remark, "");
            switch (change)
            {
                case PutSpec put:
                    (type, content) = (EventType.Spec, ContentHash(draft.PutSpec(put, Next())));
                    break;
                case PutStatus put:
                    if (draft.PutStatus(put, Next()) is not { } stored) return Refused(change.Key);
                    (type, content) = (EventType.Status, ContentHash(stored));
                    break;
                case Delete:
                    if (!draft.Delete(change.Key)) continue;
                    type = EventType.Deleted;
                    break;
                case Cut cut:
                    if (cut.Base.Sequence > world.Revision) throw new ArgumentException($"Event {cut.Base.Sequence} is still to come.", nameof(transaction));
                    foreach (var kept in draft.AsOf(cut.Base.Sequence))
                    {
                        var again = new PutSpec(kept.Key, kept.Spec, $"still as event {kept.Version} left it, which is cut off");
                        Say(EventType.Spec, kept.Key, again.Because, ContentHash(draft.PutSpec(again, Next())));
                    }
                    (type, content, basis) = (EventType.Cut, cut.Base.Hash, cut.Base);
                    break;
                default:
                    break;
            }
            Say(type, change.Key, change.Because, content);
        }
        return draft.Outcome(chain, head) with { Base = basis };

        TransitionOutcome Refused(Key key) => refused with { Conflict = key };

        long Next() => world.Revision + chain.Count + 1;

        void Say(EventType type, Key key, string because, string content)
        {
            var next = AuditChain.Link(head, new ResourceEvent(Next(), now.ToUniversalTime(), Clean(transaction.Actor), type, key, Clean(because), content, ""));
            chain.Add(next);
            head = next.Hash;
        }
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
