using System.Buffers.Binary;
using System.Text;

namespace Gantry.Trust.Sbom.Trees;

/// <summary>What a tar archive says of an entry, and where its content lies.</summary>
/// <param name="Type">As in the header: <c>0</c> a file, <c>1</c> a hard link, <c>2</c> a symbolic link, <c>5</c> a directory.</param>
internal readonly record struct TarEntry(string Path, char Type, string Link, int Mode, long Offset, long Size);

/// <summary>Reads the headers of a tar archive (POSIX ustar and pax, GNU's long names) and passes over the content.</summary>
internal static class TarIndex
{
    private const int Block = 512;

    /// <exception cref="InvalidDataException">It is no tar archive, or one that lies.</exception>
    public static IEnumerable<TarEntry> Read(Blob archive)
    {
        using var stream = archive.Open();
        var header = new byte[Block];
        string? longName = null, longLink = null;
        long? longSize = null;
        var first = true;
        while (stream.Position + Block <= archive.Length)
        {
            stream.ReadExactly(header);
            if (!header.AsSpan().ContainsAnyExcept((byte)0)) break;
            if (!Sound(header)) throw new InvalidDataException(first ? "it is no tar archive" : $"the tar header at byte {stream.Position - Block} is broken");
            first = false;
            var type = (char)header[156];
            var size = Number(header.AsSpan(124, 12));
            if (type is 'x' or 'g' or 'L' or 'K')
            {
                if (size > Limits.TarHeader) throw new InvalidDataException($"a tar header claims {size} bytes for a name");
                var extra = new byte[size];
                Ensure(stream, size);
                stream.ReadExactly(extra);
                Skip(stream, Padding(size));
                if (type == 'L') longName = Text(extra);
                else if (type == 'K') longLink = Text(extra);
                else if (type == 'x') Pax(extra, ref longName, ref longLink, ref longSize);
                continue;
            }

            var name = longName ?? Name(header);
            var link = longLink ?? Text(header.AsSpan(157, 100));
            size = type is '1' or '2' or '3' or '4' or '5' or '6' ? 0 : longSize ?? size;
            (longName, longLink, longSize) = (null, null, null);
            if (type == 'S') SkipSparseMaps(stream, header);
            if (name.Length > Limits.PathLength) throw new InvalidDataException($"a tar entry has a name of {name.Length} characters");
            Ensure(stream, size);
            yield return new TarEntry(name, type is '\0' or '7' ? '0' : type, link, (int)Number(header.AsSpan(100, 8)), stream.Position, size);
            Skip(stream, size + Padding(size));
        }
    }

    private static void Ensure(SegmentStream stream, long size)
    {
        if (size > stream.Length - stream.Position) throw new InvalidDataException($"a tar entry claims {size} bytes and {stream.Length - stream.Position} are there");
    }

    private static void Skip(SegmentStream stream, long bytes) => stream.Position += bytes;

    private static long Padding(long size) => (Block - (size % Block)) % Block;

    private static void SkipSparseMaps(SegmentStream stream, byte[] header)
    {
        var more = header[482] != 0;
        while (more && stream.Position + Block <= stream.Length)
        {
            var map = new byte[Block];
            stream.ReadExactly(map);
            more = map[504] != 0;
        }
    }

    /// <summary>The sum over the header, with spaces where it stands itself.</summary>
    private static bool Sound(ReadOnlySpan<byte> header)
    {
        int sum = 0, signed = 0;
        for (var i = 0; i < Block; i++)
        {
            var b = i is >= 148 and < 156 ? (byte)' ' : header[i];
            sum += b;
            signed += (sbyte)b;
        }

        var stated = Number(header.Slice(148, 8));
        return stated == sum || stated == signed;
    }

    private static string Name(ReadOnlySpan<byte> header)
    {
        var name = Text(header[..100]);
        var posix = header.Slice(257, 6).SequenceEqual("ustar\0"u8);
        var prefix = posix ? Text(header.Slice(345, 155)) : "";
        return prefix.Length > 0 ? $"{prefix}/{name}" : name;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>Octal digits, or GNU's binary for what is too large for them. Negative numbers are lies.</summary>
    private static long Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
        {
            var value = BinaryPrimitives.ReadInt64BigEndian(field[^8..]);
            return value < 0 || field[0] != 0x80 ? throw new InvalidDataException("a tar header has a number that is none") : value;
        }

        var number = 0L;
        foreach (var b in field)
        {
            if (b is (byte)' ' or 0) continue;
            if (b is < (byte)'0' or > (byte)'7' || number > long.MaxValue >> 4) return field.Length == 12 ? throw new InvalidDataException("a tar header has a number that is none") : -1;
            number = (number << 3) + (b - '0');
        }

        return number;
    }

    /// <summary>Records of the form <c>LENGTH KEY=VALUE\n</c>.</summary>
    private static void Pax(ReadOnlySpan<byte> records, ref string? name, ref string? link, ref long? size)
    {
        while (records.Length > 0)
        {
            var space = records.IndexOf((byte)' ');
            if (space is <= 0 or > 9 || !int.TryParse(records[..space], out var length) || length <= space + 1 || length > records.Length) return;
            var record = Encoding.UTF8.GetString(records[(space + 1)..(length - 1)]);
            var equals = record.IndexOf('=');
            if (equals > 0)
            {
                var value = record[(equals + 1)..];
                switch (record[..equals])
                {
                    case "path": name = value; break;
                    case "linkpath": link = value; break;
                    case "size": size = long.TryParse(value, out var stated) && stated >= 0 ? stated : throw new InvalidDataException("a tar header has a size that is none"); break;
                }
            }

            records = records[length..];
        }
    }
}
