using System.Security.Cryptography;
using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;

namespace Gantry.Store;

/// <summary>Compares what is on the disk with the chain, and the chain with itself.</summary>
internal static class StoreVerification
{
    private const int Page = 1000;

    /// <param name="state">What this process wrote last: the chain on the disk must have come by there.</param>
    public static ChainBreak? Run(Database database, Published state)
    {
        // One transaction, so that what is committed meanwhile is seen in neither half.
        database.Run("BEGIN");
        var newest = new Dictionary<Key, ResourceEvent>();
        var (last, head) = (0L, AuditChain.Genesis);
        var broken = AuditChain.Verify(Chain(database).Select(e =>
        {
            if (e.Sequence == state.World.Revision) head = e.Hash;
            if (e.Type != EventType.Remark) newest[e.Key] = e;
            last = e.Sequence;
            return e;
        }));
        if (broken is not null) return broken;
        if (head != state.Head)
            return new ChainBreak(last + 1, $"The chain ends after event {last}; event {state.World.Revision} was written and is gone or another.");
        return Rows.Resources(database).Select(r => Compare(r, newest)).FirstOrDefault(b => b is not null)
            ?? newest.Values.Where(e => e.Type != EventType.Deleted).OrderBy(e => e.Sequence)
                .Select(e => new ChainBreak(e.Sequence, $"{e.Key} is missing: event {e.Sequence} made it.")).FirstOrDefault();
    }

    private static ChainBreak? Compare(StoredResource stored, Dictionary<Key, ResourceEvent> newest)
    {
        if (!newest.Remove(stored.Key, out var said) || said.Sequence != stored.Version)
            return new ChainBreak(stored.Version, $"{stored.Key} is there in version {stored.Version}, of which the chain knows nothing.");
        return said.ContentHash == Convert.ToHexStringLower(SHA256.HashData(stored.Content())) ? null
            : new ChainBreak(said.Sequence, $"{stored.Key} is not as event {said.Sequence} left it.");
    }

    private static IEnumerable<ResourceEvent> Chain(Database database)
    {
        var after = 0L;
        while (Rows.Events(database, after, long.MaxValue, Page) is { Count: > 0 } page)
        {
            foreach (var e in page) yield return e;
            after = page[^1].Sequence;
        }
    }
}
