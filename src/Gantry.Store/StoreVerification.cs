using System.Security.Cryptography;
using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Audit;
using Gantry.Store.Backups;

namespace Gantry.Store;

/// <summary>Compares what is on the disk with the chain, and the chain with itself.</summary>
internal static class StoreVerification
{
    /// <param name="state">What this process wrote or saw last: the chain on the disk must have come by there.</param>
    public static AuditBreak? Run(StoreContent content, Published state)
    {
        var newest = new Dictionary<Key, ResourceEvent>();
        var (last, head) = (content.Base.Sequence, content.Base.Hash);
        var broken = AuditChain.Verify(content.Events.Select(e =>
        {
            if (e.Sequence == state.World.Revision) head = e.Hash;
            if (e.Type is not (EventType.Remark or EventType.Cut)) newest[e.Key] = e;
            last = e.Sequence;
            return e;
        }), from: content.Base);
        if (broken is not null) return broken;
        if (head != state.Head)
            return new AuditBreak(last + 1, $"The chain ends after event {last}; event {state.World.Revision} was written and is gone or another.");
        return content.Resources.Select(r => Compare(r, newest)).FirstOrDefault(b => b is not null)
            ?? newest.Values.Where(e => e.Type != EventType.Deleted).OrderBy(e => e.Sequence)
                .Select(e => new AuditBreak(e.Sequence, $"{e.Key} is missing: event {e.Sequence} made it.")).FirstOrDefault();
    }

    private static AuditBreak? Compare(StoredResource stored, Dictionary<Key, ResourceEvent> newest)
    {
        if (!newest.Remove(stored.Key, out var said) || said.Sequence != stored.Version)
            return new AuditBreak(stored.Version, $"{stored.Key} is there in version {stored.Version}, of which the chain knows nothing.");
        return said.ContentHash == Convert.ToHexStringLower(SHA256.HashData(stored.Content())) ? null
            : new AuditBreak(said.Sequence, $"{stored.Key} is not as event {said.Sequence} left it.");
    }
}
