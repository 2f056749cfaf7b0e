using System.Security.Cryptography;
using Gantry.Resources.Platforms;

namespace Gantry.Trust.Evidence;

/// <summary>
/// Files that say what was known, each under the digest of its content: bills, judgements. One that was changed by whomever is one that
/// is not there. May be used by several at a time.
/// </summary>
/// <param name="folder">Made where it is missing; only its owner may read it.</param>
public sealed class EvidenceFolder(string folder)
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>When it returns, it is on the disk. What is there already is left as it is.</summary>
    /// <returns><c>sha256:…</c></returns>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public string Keep(ReadOnlySpan<byte> content) => Keep([content.ToArray()])[0];

    /// <summary>The same for several, flushed together.</summary>
    public IReadOnlyList<string> Keep(IReadOnlyList<byte[]> contents)
    {
        var digests = new List<string>();
        var written = false;
        foreach (var content in contents)
        {
            var digest = DigestOf(content);
            digests.Add(digest);
            if (Has(digest)) continue;
            Write(Path(digest), content);
            written = true;
        }

        if (written) FolderFlush.Run(folder);
        return digests;
    }

    /// <summary>What it is called, or would be.</summary>
    public static string DigestOf(ReadOnlySpan<byte> content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    public bool Has(string digest) => File.Exists(Path(digest));

    /// <summary>Null when it is not there, or is not what it was.</summary>
    public byte[]? Read(string digest)
    {
        try
        {
            var content = File.ReadAllBytes(Path(digest));
            return DigestOf(content) == digest ? content : null;
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Forgets what is not needed.</summary>
    /// <param name="before">What was written since is left alone: its resource may be about to be stored.</param>
    public int Sweep(IReadOnlySet<string> needed, DateTimeOffset before)
    {
        if (!Directory.Exists(folder)) return 0;
        var gone = 0;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
        {
            if (needed.Contains("sha256:" + file.Name) || file.LastWriteTimeUtc > before.UtcDateTime) continue;
            file.Delete();
            gone++;
        }

        return gone;
    }

    /// <summary>A crash leaves it whole or not at all under its name. Another may be writing the same.</summary>
    private void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(folder, Owner | UnixFileMode.UserExecute);
        var next = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (var stream = new FileStream(next, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Owner }))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
        }
        catch
        {
            File.Delete(next);
            throw;
        }
    }

    /// <summary>No part of it comes from outside: what is no digest has no file.</summary>
    private string Path(string digest) => digest.Length == 7 + 64 && digest.StartsWith("sha256:", StringComparison.Ordinal) && !digest.AsSpan(7).ContainsAnyExcept("0123456789abcdef")
        ? System.IO.Path.Combine(folder, digest[7..]) : System.IO.Path.Combine(folder, "none");
}
