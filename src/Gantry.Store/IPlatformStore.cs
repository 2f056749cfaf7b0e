using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources.Audit;
using Gantry.Store.Backups;

namespace Gantry.Store;

/// <summary>A store with all that the composition root needs of it.</summary>
public interface IPlatformStore : IResourceStore, IAsyncDisposable, IDisposable
{
    /// <summary>The hash of the newest event; <see cref="AuditChain.Genesis"/> before the first.</summary>
    string Head { get; }
    PlatformFacts Facts { get; }

    /// <summary>Who may write. A store that one process has open is led by that process from the start.</summary>
    ILeadership Leadership { get; }

    /// <summary>What and where it is, for people: <c>SQLite</c>, <c>PostgreSQL 15.8 at db.example:5432/gantry</c>.</summary>
    string Description { get; }

    /// <summary>The newest events, newest first.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read.</exception>
    IReadOnlyList<ResourceEvent> Newest(int limit);

    /// <summary>
    /// Reads everything back: the chain holds from its first event to the one this process wrote or saw last, and each resource
    /// is as its newest event says. Null when all is well.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It cannot be read.</exception>
    AuditBreak? Verify();

    /// <summary>Hands out everything that is stored, as it was at one moment; it is read while it is handed out.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read.</exception>
    T ReadAll<T>(Func<StoreContent, T> use);

    /// <summary>Writes what another store held into this one, which has nothing yet and is led. It shows when it is opened again.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was written.</exception>
    void Load(StoreContent content);
}
