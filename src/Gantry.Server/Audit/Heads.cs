using Gantry.Control.Decisions;
using Gantry.Resources.Audit;
using Gantry.Store;

namespace Gantry.Server.Audit;

internal static class Heads
{
    /// <exception cref="Gantry.Control.StoreUnavailableException">The store cannot be read.</exception>
    public static AuditHead Newest(IPlatformStore store) =>
        store.Newest(1) is [var last] ? new AuditHead(last.Sequence, last.Hash, AuditChain.Time(last.At)) : AuditHead.Empty;
}
