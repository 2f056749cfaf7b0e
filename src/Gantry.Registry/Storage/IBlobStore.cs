using Microsoft.Win32.SafeHandles;

namespace Gantry.Registry.Storage;

/// <summary>
/// Where bytes lie: those of uploads, which grow, and those of blobs, which never change. What they are called by whom, and whether
/// anybody may see them, is the index's business.
/// </summary>
public interface IBlobStore
{
    /// <summary>Opens an upload to write at its end; makes it when it is not there.</summary>
    /// <exception cref="IOException">It cannot be written: the disk may be full.</exception>
    SafeFileHandle Append(string upload);

    /// <summary>Null when there is no such upload.</summary>
    Stream? ReadUpload(string upload);

    /// <summary>Makes a blob of an upload. When it returns, all of it is on the disk, and the upload is no more.</summary>
    /// <returns>The blob's place, which no other blob ever had or will have.</returns>
    string Keep(string upload, SafeFileHandle content, Digest digest);

    void Discard(string upload);

    /// <summary>All uploads, and when each was last written to.</summary>
    IEnumerable<(string Upload, DateTimeOffset Written)> Uploads();

    /// <summary>Null when it is gone. Whoever has it open may read it to its end, whatever is deleted meanwhile.</summary>
    SafeFileHandle? Open(string place);

    void Delete(string place);

    /// <summary>The places of blobs that an earlier process has kept.</summary>
    IEnumerable<string> Earlier();

    /// <summary>Every place says whose it is: <c>ab/sha256-abcd….process-1</c>.</summary>
    static string DigestIn(string place) => place[(place.IndexOf('/', StringComparison.Ordinal) + 1)..place.IndexOf('.', StringComparison.Ordinal)].Replace('-', ':');
}
