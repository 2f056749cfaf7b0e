using System.Buffers;
using Gantry.Registry.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Registry.Uploads;

/// <summary>Takes in bytes: to the disk and into the hash as they come, never more of them in memory than a piece.</summary>
internal static class Receiving
{
    private const int Piece = 128 * 1024;

    /// <summary>Appends the body to the upload. What has arrived when it breaks off stays, and the upload says how much that is.</summary>
    /// <exception cref="IOException">The disk is full, or the client has gone.</exception>
    public static async Task AppendAsync(Upload upload, SafeFileHandle file, HttpRequest request, CancellationToken cancel)
    {
        upload.Hash ??= Digest.Hash(upload.Algorithm);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            var last = false;
            while (!last)
            {
                var filled = 0;
                try
                {
                    while (filled < Piece && !last)
                    {
                        var read = await request.Body.ReadAsync(buffer.AsMemory(filled, Piece - filled), cancel);
                        filled += read;
                        last = read == 0;
                    }
                }
                finally
                {
                    // Also of a body that breaks off.
                    Keep(upload, file, buffer.AsSpan(0, filled));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Keep(Upload upload, SafeFileHandle file, ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty) return;
        // At the length that is in the hash: half of a piece that did not fit onto the disk is written over.
        RandomAccess.Write(file, piece, upload.Length);
        upload.Hash!.AppendData(piece);
        upload.Length += piece.Length;
    }

    /// <summary>The digest of what has arrived, by the wanted algorithm. Read back from the disk when it was not hashed by that.</summary>
    public static Digest DigestOf(Upload upload, SafeFileHandle file, string algorithm)
    {
        if (algorithm == upload.Algorithm) return Digest.From(algorithm, upload.Hash!.GetCurrentHash());
        using var hash = Digest.Hash(algorithm);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            for (var at = 0L; at < upload.Length;)
            {
                var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(Piece, upload.Length - at)), at);
                if (read == 0) throw new EndOfStreamException("The upload is shorter on the disk than what has arrived of it.");
                hash.AppendData(buffer, 0, read);
                at += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Digest.From(algorithm, hash.GetHashAndReset());
    }

    /// <summary>Bytes that have arrived are not on the disk: somebody has cleared them away.</summary>
    public static bool IsShort(Upload upload, SafeFileHandle file) => RandomAccess.GetLength(file) < upload.Length;

    /// <summary>Cuts off what lies behind what counts: half of a piece that did not fit.</summary>
    public static void Trim(Upload upload, SafeFileHandle file)
    {
        if (RandomAccess.GetLength(file) > upload.Length) RandomAccess.SetLength(file, upload.Length);
    }
}
