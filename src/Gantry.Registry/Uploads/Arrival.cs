using Gantry.Registry.Index;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Registry.Uploads;

/// <summary>The end of an upload: a blob, or nothing.</summary>
internal static class Arrival
{
    /// <summary>When it returns, the blob is on the disk and the repository's.</summary>
    /// <exception cref="IOException">The disk is full. The upload is as it was.</exception>
    public static async Task KeepAsync(ImageRegistry registry, Upload upload, SafeFileHandle file, Digest digest)
    {
        // Somebody else may have pushed the same meanwhile: one copy is enough.
        if (await registry.Index.WriteAsync(rows => BlobRows.HoldKnown(rows, upload.Repository, digest.Text, registry.Now)))
        {
            Drop(registry, upload);
            return;
        }

        // Waiting for a disk is not for the threads that everybody shares.
        var place = await Task.Factory.StartNew(() => registry.Blobs.Keep(upload.File, file, digest), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        registry.Uploads.End(upload);
        var used = false;
        try
        {
            used = await registry.Index.WriteAsync(rows => BlobRows.Add(rows, upload.Repository, digest.Text, new BlobRow(place, upload.Length), registry.Now));
        }
        finally
        {
            if (!used) registry.Blobs.Delete(place);
        }
    }

    public static void Drop(ImageRegistry registry, Upload upload)
    {
        registry.Uploads.End(upload);
        registry.Blobs.Discard(upload.File);
    }
}
