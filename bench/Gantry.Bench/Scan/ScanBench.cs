using System.Diagnostics;
using System.Globalization;
using Gantry.Trust.Advisories;
using Gantry.Trust.Decisions.Judging;
using Gantry.Trust.Sbom;
using Gantry.Trust.Sbom.Formats;

namespace Gantry.Bench.Scan;

/// <summary>How long it takes to say what is wrong with an image, and to say it again of a thousand when more becomes known.</summary>
internal static class ScanBench
{
    private const int Rounds = 15, Bills = 1000;

    /// <summary>The exit code: 1 if a budget is exceeded.</summary>
    public static int Run(string? status)
    {
        var folder = Directory.CreateTempSubdirectory("gantry-bench-scan-");
        try
        {
            var packages = Packages.Read(status);
            var records = Path.Combine(folder.FullName, "osv.zip");
            Packages.WriteAdvisories(records, packages, 50_000);
            var database = Path.Combine(folder.FullName, "advisories.db");
            var clock = Stopwatch.StartNew();
            AdvisoryImport.Run(records, database, DateTimeOffset.UtcNow).Require();
            Say($"import of 50,000 advisories: {clock.Elapsed.TotalSeconds:0.0} s, database {new FileInfo(database).Length >> 20} MiB");
            var image = Path.Combine(folder.FullName, "image.tar");
            Packages.WriteImage(image, packages);
            var scan = Scan(image, database);
            var again = Again(folder.FullName, database, packages);
            return scan && again ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>In a process of its own, so that what made the advisories is not counted.</summary>
    private static bool Scan(string image, string database)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["scan", "--once", image, database]))!;
        child.WaitForExit();
        return child.ExitCode == 0;
    }

    /// <summary>The exit code: 1 if a budget is exceeded.</summary>
    public static int Once(string image, string database)
    {
        Series anew = new("scan: image to findings, database opened anew"), warm = new("scan with the database held open");
        using var held = AdvisoryDatabase.Open(database).Require();
        using var process = Process.GetCurrentProcess();
        var findings = 0;
        var spent = TimeSpan.Zero;
        for (var round = 0; round <= Rounds; round++)
        {
            process.Refresh();
            var before = process.TotalProcessorTime;
            var clock = Stopwatch.StartNew();
            findings = Judge.Of(BillMaker.Of(image, "bench").Require(), held).Findings.Count;
            if (round == 0) continue;
            warm.Add(clock.Elapsed);
            process.Refresh();
            spent += process.TotalProcessorTime - before;
        }

        var peak = File.ReadLines("/proc/self/status").Where(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Select(l => int.Parse(l.Split(' ')[^2], CultureInfo.InvariantCulture) >> 10).First();
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            using var advisories = AdvisoryDatabase.Open(database).Require();
            Judge.Of(BillMaker.Of(image, "bench").Require(), advisories);
            anew.Add(clock.Elapsed);
        }

        Console.WriteLine(anew);
        Console.WriteLine(warm);
        Say($"{findings} findings; {spent.TotalMilliseconds / Rounds:0} ms of processor time each when warm (budget 1,000 ms), {peak} MiB resident at most (budget 200)");
        return warm.Median <= 1000 && peak <= 200 ? 0 : 1;
    }

    private static bool Again(string folder, string database, IReadOnlyList<Package> packages)
    {
        var bills = Directory.CreateDirectory(Path.Combine(folder, "bills")).FullName;
        for (var i = 0; i < Bills; i++)
        {
            using var file = File.Create(Path.Combine(bills, $"{i}.json"));
            CycloneDx.Write(Packages.Bill(packages, i), DateTimeOffset.UnixEpoch, file);
        }

        var more = Path.Combine(folder, "more.zip");
        Packages.WriteAdvisories(more, packages, 100, from: 50_000);
        AdvisoryImport.Run(more, database, DateTimeOffset.UtcNow).Require();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        using var advisories = AdvisoryDatabase.Open(database).Require();
        var memory = new JudgeMemory();
        var findings = 0L;
        foreach (var file in Directory.EnumerateFiles(bills)) findings += Judge.Of(BillReader.Read(file).Require(), advisories, null, memory).Findings.Count;
        process.Refresh();
        Say($"{Bills} stored SBOMs judged again: {clock.Elapsed.TotalSeconds:0.00} s, {(process.TotalProcessorTime - before).TotalSeconds:0.00} s of processor time, {findings} findings (budget 5 s)");
        return clock.Elapsed.TotalSeconds <= 5;
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
