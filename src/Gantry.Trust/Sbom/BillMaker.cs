using Gantry.Resources;
using Gantry.Trust.Sbom.Catalogs;
using Gantry.Trust.Sbom.Formats;
using Gantry.Trust.Sbom.Trees;

namespace Gantry.Trust.Sbom;

/// <summary>Makes a bill of what lies at a path, without running any of it.</summary>
public static class BillMaker
{
    /// <summary>The code of what is no image, or lies: looking again would say the same.</summary>
    public const string Refused = "sbom.refused";

    /// <param name="path">An archive of an image, an OCI layout, a folder, a bill that somebody else made, or a file that says what it is made of.</param>
    /// <param name="subject">What to call it.</param>
    public static Outcome<SoftwareBill> Of(string path, string subject)
    {
        var made = Guarded(path, () =>
        {
            if (Directory.Exists(path)) return File.Exists(Path.Combine(path, "oci-layout")) ? Image(path, subject) : Files(new FolderTree(path), subject, null, []);
            if (!File.Exists(path)) return new Problem(path, "sbom.no-path", "There is nothing there.", "Name an image's archive, a folder, a file, or an SBOM.");
            if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && BillReader.IsOne(path)) return BillReader.Read(path);
            return IsArchive(path) ? Image(path, subject) : (Outcome<SoftwareBill>)Files(new SingleFile(path), subject, null, []);
        });
        return made.Problem is { } problem ? problem : made.Value;
    }

    internal static SoftwareBill Of(ImageArchive image, string subject) => Files(image.Tree, subject, image.Digest, image.Tree.Notes);

    /// <summary>What an input that lies or cannot be read throws becomes a problem.</summary>
    internal static Outcome<T> Guarded<T>(string place, Func<T> look)
    {
        try
        {
            return look();
        }
        catch (Exception refused) when (refused is InvalidDataException or EndOfStreamException or InvalidOperationException)
        {
            return new Problem(place, Refused, $"This cannot be looked at: {refused.Message}.", "Save the image anew from where you trust it: docker save IMAGE -o FILE");
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            return new Problem(place, "sbom.unreadable", $"It cannot be read: {away.Message}", "Make it readable for you.");
        }
    }

    private static Outcome<SoftwareBill> Image(string path, string subject)
    {
        using var image = ImageArchive.Open(path);
        return Of(image, subject);
    }

    private static SoftwareBill Files(IFileTree tree, string subject, string? digest, IReadOnlyList<string> before)
    {
        var notes = new List<string>(before);
        var found = new Dictionary<(string, string, string, string?), Component>();
        var releases = new Dictionary<string, Distribution?>(StringComparer.Ordinal);
        foreach (var file in tree.Files)
        {
            try
            {
                if (OsRelease.Paths.Contains(file.Path)) releases[file.Path] = OsRelease.Read(file.Bytes(1 << 20));
                foreach (var catalog in Catalogs.Catalogs.All)
                {
                    if (!catalog.Wants(file)) continue;
                    foreach (var component in catalog.Read(file))
                        found.TryAdd((component.Type, component.Name, component.Version, component.Architecture), component with { Layer = file.Layer, Path = component.Path ?? file.Path });
                }
            }
            catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException or InvalidOperationException or FormatException or OverflowException or UnauthorizedAccessException or IOException)
            {
                // It is said, so that nobody takes what was not read for what is not there.
                notes.Add($"{file.Path}: {broken.Message}.");
            }
        }

        return new SoftwareBill
        {
            Subject = subject,
            Digest = digest,
            Distribution = OsRelease.Paths.Select(p => releases.GetValueOrDefault(p)).FirstOrDefault(d => d is not null),
            Components = [.. found.Values.OrderBy(c => c.Type, StringComparer.Ordinal).ThenBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.Version, StringComparer.Ordinal)],
            Notes = notes,
        };
    }

    /// <summary>A tar archive, or one in gzip.</summary>
    private static bool IsArchive(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[512];
        head = head[..file.ReadAtLeast(head, 512, throwOnEndOfStream: false)];
        return head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]) || (head.Length == 512 && head.Slice(257, 5).SequenceEqual("ustar"u8));
    }
}
