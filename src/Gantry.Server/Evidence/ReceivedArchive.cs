using System.Buffers;
using System.Formats.Tar;
using System.Security.Cryptography;
using Gantry.Registry.Intake;
using Gantry.Trust.Sbom;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Server.Evidence;

/// <summary>
/// An archive of images, taken apart as it comes from the engine: each file is hashed and written once, there where the registry will keep
/// it. What nobody keeps is gone when it is disposed.
/// </summary>
internal sealed class ReceivedArchive : IDisposable
{
    private const int Piece = 128 * 1024;
    private readonly List<IDisposable> _held = [];
    private readonly Dictionary<string, IncomingBlob> _blobs = new(StringComparer.Ordinal);

    public SavedArchive Archive { get; } = new();

    /// <summary>Bytes of all of its files.</summary>
    public long Size { get; private set; }

    /// <param name="begin">Where the registry takes a file in; null where there is none.</param>
    /// <param name="folder">Where files are held otherwise, without a name.</param>
    /// <exception cref="IOException">The disk is full, or the engine has gone away.</exception>
    /// <exception cref="InvalidDataException">It is no archive.</exception>
    public static async Task<ReceivedArchive> ReadAsync(Stream archive, Func<IncomingBlob?> begin, string folder, CancellationToken cancel)
    {
        var received = new ReceivedArchive();
        try
        {
            await using var tar = new TarReader(archive, leaveOpen: true);
            while (await tar.GetNextEntryAsync(copyData: false, cancel) is { } entry)
            {
                if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink) received.Archive.Link(entry.Name, entry.LinkName);
                else if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile) await received.TakeAsync(entry, begin, folder, cancel);
            }

            return received;
        }
        catch
        {
            received.Dispose();
            throw;
        }
    }

    /// <summary>The file of this digest, to be kept by the registry; null where it was not taken in there.</summary>
    public IncomingBlob? Blob(string digest) => _blobs.GetValueOrDefault(digest);

    public void Dispose()
    {
        foreach (var one in _held) one.Dispose();
    }

    private async Task TakeAsync(TarEntry entry, Func<IncomingBlob?> begin, string folder, CancellationToken cancel)
    {
        if (begin() is { } blob)
        {
            _held.Add(blob);
            await CopyAsync(entry, blob.Write, cancel);
            _blobs.TryAdd(blob.Digest.Text, blob);
            Archive.Add(entry.Name, blob.File, blob.Length, blob.Digest.Text);
            return;
        }

        var file = Nameless(folder);
        _held.Add(file);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = 0L;
        await CopyAsync(entry, piece =>
        {
            RandomAccess.Write(file, piece, length);
            hash.AppendData(piece);
            length += piece.Length;
        }, cancel);
        Archive.Add(entry.Name, file, length, "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private async Task CopyAsync(TarEntry entry, Action<ReadOnlySpan<byte>> write, CancellationToken cancel)
    {
        if (entry.DataStream is not { } content) return;
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (await content.ReadAtLeastAsync(buffer.AsMemory(0, Piece), Piece, throwOnEndOfStream: false, cancel) is > 0 and var read)
            {
                write(buffer.AsSpan(0, read));
                Size += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Gone when it is closed, however the process ends.</summary>
    private static SafeFileHandle Nameless(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"image-{Guid.NewGuid():N}");
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        File.Delete(path);
        return file;
    }
}
