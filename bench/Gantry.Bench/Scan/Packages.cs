using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Gantry.Trust.Sbom;

namespace Gantry.Bench.Scan;

internal sealed record Package(string Name, string Version, string Source);

/// <summary>A Debian system of 400 packages: the names and versions of a real one, and advisories that are made up.</summary>
internal static class Packages
{
    private const int Count = 400;
    private static readonly string[] Vectors =
    [
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N",
    ];

    /// <summary>From a status file of dpkg: the one that is named, or this machine's.</summary>
    public static IReadOnlyList<Package> Read(string? status)
    {
        var root = Directory.CreateTempSubdirectory("gantry-bench-root-");
        try
        {
            var folder = root.CreateSubdirectory("var/lib/dpkg").FullName;
            File.Copy(status ?? "/var/lib/dpkg/status", Path.Combine(folder, "status"));
            return [.. BillMaker.Of(root.FullName, "x").Require().Components.Take(Count).Select(c => new Package(c.Name, c.Version, c.SourceName ?? c.Name))];
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    /// <summary>Half of them about packages that are there, one in fifty of which is not repaired in the version that is installed.</summary>
    public static void WriteAdvisories(string path, IReadOnlyList<Package> packages, int count, int from = 0)
    {
        var random = new Random(3 + from);
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        for (var i = from; i < from + count; i++)
        {
            var package = packages[random.Next(packages.Count)];
            var name = i % 2 == 0 ? package.Source : $"elsewhere-{random.Next(20_000)}";
            var repaired = random.Next(50) == 0 ? package.Version + "+deb12u99" : "0~" + random.Next(1000);
            using var entry = new StreamWriter(archive.CreateEntry($"DEBIAN-CVE-{i}.json", CompressionLevel.Fastest).Open());
            entry.Write($$"""
                {"id":"DEBIAN-CVE-2026-{{i}}","modified":"2026-11-29T00:00:00Z","upstream":["CVE-2026-{{i}}"],"summary":"A flaw in {{name}} that was made up","severity":[{"type":"CVSS_V3","score":"{{Vectors[i % 3]}}"}],
                "affected":[{"package":{"ecosystem":"Debian:12","name":"{{name}}"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"{{repaired}}"}] }] },
                {"package":{"ecosystem":"Debian:11","name":"{{name}}"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"}] }] }] }
                """);
        }
    }

    /// <summary>Two layers with 20,000 files.</summary>
    public static void WriteImage(string path, IReadOnlyList<Package> packages)
    {
        var status = new StringBuilder();
        foreach (var package in packages) status.Append($"Package: {package.Name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {package.Version}\nSource: {package.Source}\n\n");
        using var file = File.Create(path);
        using var writer = new TarWriter(file);
        Write("etc/os-release", "ID=debian\nVERSION_ID=12\n");
        Write("var/lib/dpkg/status", status.ToString());
        for (var i = 0; i < 20_000; i++) Write($"usr/share/doc/{i % 400}/{i}", "text");

        void Write(string name, string content) => writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
    }

    /// <summary>Nearly the same packages, some in another version.</summary>
    public static SoftwareBill Bill(IReadOnlyList<Package> packages, int number) => new()
    {
        Subject = $"image-{number}",
        Distribution = new Distribution("debian", "12", "Debian 12"),
        Components = [.. packages.Select((p, i) => new Component { Type = "deb", Name = p.Name, Version = (i + number) % 7 == 0 ? p.Version + "+b" + (number % 20) : p.Version, SourceName = p.Source == p.Name ? null : p.Source, Architecture = "amd64" })],
    };
}
