using System.Buffers.Binary;
using System.Text;

namespace Gantry.Trust.Sbom.Catalogs;

/// <summary>A package's header as RPM keeps it: an index of tags and the data that it points into, all numbers big-endian.</summary>
internal static class RpmHeader
{
    private const int Name = 1000, Version = 1001, Release = 1002, Epoch = 1003, Architecture = 1022, SourcePackage = 1044;
    private const int Entry = 16, MostTags = 100_000;

    /// <returns>Null for keys, which stand among the packages.</returns>
    /// <exception cref="InvalidDataException">It points outside of itself.</exception>
    public static Component? Read(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < 8) throw Broken();
        int tags = BinaryPrimitives.ReadInt32BigEndian(blob), length = BinaryPrimitives.ReadInt32BigEndian(blob[4..]);
        if (tags is <= 0 or > MostTags || length < 0 || 8L + ((long)tags * Entry) + length > blob.Length) throw Broken();
        var data = blob.Slice(8 + (tags * Entry), length);
        string? name = null, version = null, release = null, architecture = null, source = null;
        var epoch = 0;
        for (var i = 0; i < tags; i++)
        {
            var entry = blob.Slice(8 + (i * Entry), Entry);
            var at = BinaryPrimitives.ReadInt32BigEndian(entry[8..]);
            switch (BinaryPrimitives.ReadInt32BigEndian(entry))
            {
                case Name: name = Text(data, at); break;
                case Version: version = Text(data, at); break;
                case Release: release = Text(data, at); break;
                case Architecture: architecture = Text(data, at); break;
                case SourcePackage: source = Text(data, at); break;
                case Epoch: epoch = at >= 0 && at <= data.Length - 4 ? BinaryPrimitives.ReadInt32BigEndian(data[at..]) : throw Broken(); break;
            }
        }

        if (name is null or "gpg-pubkey") return null;
        if (version is null || release is null) throw Broken();
        return new Component
        {
            Type = "rpm",
            Name = name,
            Version = epoch > 0 ? $"{epoch}:{version}-{release}" : $"{version}-{release}",
            Architecture = architecture,
            SourceName = Source(source) is { } from && from != name ? from : null,
        };
    }

    private static string Text(ReadOnlySpan<byte> data, int at)
    {
        if (at < 0 || at >= data.Length) throw Broken();
        var text = data[at..];
        var end = text.IndexOf((byte)0);
        return end is < 0 or > 4096 ? throw Broken() : Encoding.UTF8.GetString(text[..end]);
    }

    /// <summary><c>openssl-3.0.7-25.el9.src.rpm</c>.</summary>
    private static string? Source(string? file)
    {
        var release = file?.LastIndexOf('-') ?? -1;
        var version = release > 0 ? file!.LastIndexOf('-', release - 1) : -1;
        return version > 0 ? file![..version] : null;
    }

    private static InvalidDataException Broken() => new("has a package whose header is broken");
}
