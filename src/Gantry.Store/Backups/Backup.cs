using System.Security.Cryptography;
using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;

namespace Gantry.Store.Backups;

/// <summary>Taking the platform's store to a file and back.</summary>
public static class Backup
{
    /// <summary>
    /// Writes all that is stored to a new file, readable by its owner alone, then restores that file into a scratch place and
    /// compares: a backup that was not tried is a hope. The store goes on meanwhile.
    /// </summary>
    /// <param name="version">Of this Gantry.</param>
    /// <exception cref="InvalidDataException">What was restored is not what was stored.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public static async Task<BackupManifest> TakeAsync(IPlatformStore store, string file, string version, TimeProvider time, CancellationToken cancel)
    {
        var facts = store.Facts.All();
        var manifest = store.ReadAll(content =>
        {
            List<ResourceEvent> events = [.. content.Events];
            List<StoredResource> resources = [.. content.Resources];
            var manifest = new BackupManifest
            {
                Format = content.Base.Sequence > 0 ? BackupFile.Format : BackupFile.WholeChain,
                Version = version,
                CreatedAt = time.GetUtcNow(),
                Revision = content.Base.Sequence + events.Count,
                Head = events.Count > 0 ? events[^1].Hash : content.Base.Hash,
                Resources = resources.Count,
                Content = Digest(resources),
                Facts = facts,
            };
            BackupFile.Write(file, manifest, new StoreContent(events, resources) { Base = content.Base });
            return manifest;
        });
        await ProveAsync(file, manifest, time, cancel);
        return manifest;
    }

    /// <summary>Puts a backup into a store that has nothing yet. Null when all of it is there; the store shows it once it is opened again.</summary>
    public static async Task<Problem?> RestoreAsync(string file, IPlatformStore store, CancellationToken cancel)
    {
        if (store.Current.Revision > 0)
        {
            return new Problem(store.Description, "restore.not-empty", $"There is a platform here already, with {store.Current.Revision} events. Nothing was changed.",
                "Name another GANTRY_HOME for what is restored, or move this one away first.");
        }
        try
        {
            var (manifest, content) = BackupFile.Read(file);
            if (AuditChain.Verify(content.Events, manifest.Head, content.Base) is { } broken)
                return new Problem(file, "restore.broken", $"The chain of events in it does not hold. {broken.Message}", "Use another backup.");
            // Another process may have the same database open, and must not write into it meanwhile.
            await store.Leadership.LeadAsync(cancel);
            store.Load(content);
            foreach (var (name, value) in manifest.Facts) store.Facts.Set(name, value);
            return null;
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new Problem(file, "restore.not-a-backup", damage.Message, "Name a file that gantry platform backup made, with a Gantry that is not older than its maker.");
        }
    }

    private static async Task ProveAsync(string file, BackupManifest manifest, TimeProvider time, CancellationToken cancel)
    {
        var scratch = Directory.CreateDirectory(file + ".tried", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        try
        {
            await using (var store = Open(scratch, time))
            {
                if (await RestoreAsync(file, store, cancel) is { } problem) throw new InvalidDataException(problem.Message);
            }

            // Opened again: what counts is what is on the disk.
            await using (var store = Open(scratch, time))
            {
                if (store.Verify() is { } broken) throw new InvalidDataException(broken.Message);
                var digest = store.ReadAll(content => Digest(content.Resources));
                if (store.Head != manifest.Head || digest != manifest.Content || !store.Facts.All().SequenceEqual(manifest.Facts))
                    throw new InvalidDataException("What was restored from it differs from what was stored.");
            }
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static IPlatformStore Open(string directory, TimeProvider time)
    {
        var opening = StoreModule.Open(directory, time);
        return opening.Store ?? throw new InvalidDataException(opening.Problem!.Message);
    }

    private static string Digest(IEnumerable<StoredResource> resources)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var r in resources.OrderBy(r => r.Key.ToString(), StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{r.Key} {r.Version} {r.Generation} "));
            hash.AppendData(r.Content());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
