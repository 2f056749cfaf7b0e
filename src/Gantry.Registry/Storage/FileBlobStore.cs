using System.Globalization;
using System.Security.Cryptography;
using Gantry.Resources.Platforms;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Registry.Storage;

/// <summary>
/// Blobs as files. A name is made of the digest, of this process and of a number, so that a blob which is pushed while another of
/// the same digest is being collected is another file. No part of a name comes from a request.
/// </summary>
internal sealed class FileBlobStore : IBlobStore
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string _blobs, _uploads;
    private readonly string _process = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
    private long _kept;

    /// <exception cref="IOException">The folder cannot be made.</exception>
    public FileBlobStore(string folder)
    {
        (_blobs, _uploads) = (Path.Combine(folder, "blobs"), Path.Combine(folder, "uploads"));
        Directory.CreateDirectory(_uploads, Private);
        Directory.CreateDirectory(_blobs, Private);
        for (var first = 0; first < 256; first++) Directory.CreateDirectory(Path.Combine(_blobs, first.ToString("x2", CultureInfo.InvariantCulture)), Private);
        foreach (var made in (string[])[_blobs, folder, Path.GetDirectoryName(folder)!]) FolderFlush.Run(made);
    }

    public SafeFileHandle Append(string upload) =>
        File.OpenHandle(Path.Combine(_uploads, upload), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);

    public Stream? ReadUpload(string upload) => Present(() => new FileStream(Path.Combine(_uploads, upload), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0));

    public string Keep(string upload, SafeFileHandle content, Digest digest)
    {
        RandomAccess.FlushToDisk(content);
        var folder = digest.Hex[..2];
        var place = string.Create(CultureInfo.InvariantCulture, $"{folder}/{digest.Algorithm}-{digest.Hex}.{_process}-{Interlocked.Increment(ref _kept)}");
        File.Move(Path.Combine(_uploads, upload), Path.Combine(_blobs, place));
        FolderFlush.Run(Path.Combine(_blobs, folder));
        return place;
    }

    public void Discard(string upload) => File.Delete(Path.Combine(_uploads, upload));

    public IEnumerable<(string Upload, DateTimeOffset Written)> Uploads() =>
        new DirectoryInfo(_uploads).EnumerateFiles().Select(f => (f.Name, new DateTimeOffset(f.LastWriteTimeUtc, TimeSpan.Zero)));

    public SafeFileHandle? Open(string place) => Present(() => File.OpenHandle(Path.Combine(_blobs, place), options: FileOptions.SequentialScan));

    public void Delete(string place) => File.Delete(Path.Combine(_blobs, place));

    public IEnumerable<string> Earlier() =>
        Directory.EnumerateDirectories(_blobs).SelectMany(Directory.EnumerateFiles)
            .Where(f => !Path.GetFileName(f).Contains("." + _process, StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(_blobs, f));

    private static T? Present<T>(Func<T> open) where T : class
    {
        try
        {
            return open();
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
