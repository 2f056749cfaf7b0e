using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Trust.Sbom.Trees;

/// <summary>A part of a file on the disk, which is all that is ever held of an image.</summary>
internal readonly record struct Blob(SafeFileHandle File, long Offset, long Length)
{
    /// <summary>Its digest where it was computed as it came; null where nobody has.</summary>
    public string? Known { get; init; }

    public SegmentStream Open() => new(File, Offset, Length);

    public static Blob Whole(SafeFileHandle file) => new(file, 0, RandomAccess.GetLength(file));

    /// <exception cref="InvalidDataException">It is larger than it may be.</exception>
    public byte[] Bytes(string name, int limit)
    {
        if (Length > limit) throw new InvalidDataException($"{name} has {Length} bytes, more than the {limit} that are read of such a file");
        var content = new byte[Length];
        using var stream = Open();
        stream.ReadExactly(content);
        return content;
    }

    public string Digest()
    {
        if (Known is not null) return Known;
        using var stream = Open();
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Unpacked into a file without a name, which is gone when it is closed, however the process ends.</summary>
    /// <param name="budget">How much may still come out of this image.</param>
    /// <exception cref="InvalidDataException">It is compressed in a way that is not read, is broken, or unpacks to more than it may.</exception>
    public Blob Unpacked(string name, ref long budget, List<SafeFileHandle> opened)
    {
        Span<byte> magic = stackalloc byte[4];
        using (var head = Open()) magic = magic[..head.ReadAtLeast(magic, 4, throwOnEndOfStream: false)];
        if (magic.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]))
            throw new InvalidDataException($"{name} is compressed with zstd, which is not read here; save the image uncompressed or with gzip");
        if (!magic.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
        {
            budget -= Length;
            return budget < 0 ? throw TooMuch(name) : this;
        }

        var path = Path.Combine(Path.GetTempPath(), $"gantry-layer-{Guid.NewGuid():N}");
        var file = System.IO.File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        System.IO.File.Delete(path);
        opened.Add(file);
        using var packed = new GZipStream(Open(), CompressionMode.Decompress);
        var buffer = new byte[1 << 17];
        var at = 0L;
        for (int read; (read = packed.Read(buffer)) > 0; at += read)
        {
            budget -= read;
            if (budget < 0) throw TooMuch(name);
            if (at > Limits.FreeOfRatio && at / Limits.Ratio > Length) throw new InvalidDataException($"{name} unpacks to more than {Limits.Ratio} times its size: it is made to fill the disk");
            RandomAccess.Write(file, buffer.AsSpan(0, read), at);
        }

        return new Blob(file, 0, at);
    }

    private static InvalidDataException TooMuch(string name) => new($"with {name} the image unpacks to more than {Limits.Unpacked >> 30} GiB");
}
