using System.IO.Compression;
using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Audit;

namespace Gantry.Tests.Cli;

/// <summary><c>gantry audit verify</c> with the archives of what was cut off.</summary>
public sealed class AuditArchiveTests : IDisposable
{
    private const int Length = 30;

    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-audit-").FullName;
    private readonly List<AuditEvent> _chain = [];

    public AuditArchiveTests()
    {
        for (var n = 1; n <= Length; n++)
        {
            var e = new AuditEvent(n, "2026-11-21T10:01:00.0000000Z", "user:anna", n == Length ? "Cut" : "Remark", "App", "production", "shop", $"change {n}",
                n == Length ? _chain[19].Hash : "", "");
            _chain.Add(e with { Hash = AuditHash.Of(n == 1 ? AuditHash.Genesis : _chain[^1].Hash, e) });
        }
        Write("old.1.jsonl.gz", 0, 10);
        Write("old.2.jsonl.gz", 10, 20);
        Write("export.jsonl", 20, Length);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private void Write(string name, int from, int to, Func<AuditEvent, AuditEvent>? change = null)
    {
        using var file = File.Create(At(name));
        using Stream stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        using var writer = new StreamWriter(stream);
        AuditEvent[] first = from > 0 ? [AuditEvent.Base(new AuditHead(from, _chain[from - 1].Hash, _chain[from - 1].At))] : [];
        foreach (var e in first.Concat(_chain.Skip(from).Take(to - from).Select(e => change is null ? e : change(e))))
            writer.Write(JsonSerializer.Serialize(e, GantryJson.Default.AuditEvent) + "\n");
    }

    private async Task<(int Code, string Out, string Error)> VerifyAsync(params string[] more)
    {
        await using var platform = await FakePlatform.StartAsync();
        return await platform.RunAsync(["audit", "verify", At("export.jsonl"), .. more]);
    }

    [Fact]
    public async Task Together_they_make_one_chain()
    {
        var (code, output, error) = await VerifyAsync("--archives", At("old.1.jsonl.gz"), "--archives", At("old.2.jsonl.gz"));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("10 events, each in its place", output);
        Assert.Contains("20 events were cut off; 20 are in 2 archives", output);
    }

    [Fact]
    public async Task Without_them_it_says_what_was_cut_off()
    {
        var (code, output, _) = await VerifyAsync();
        Assert.Equal(0, code);
        Assert.Contains("20 events were cut off, and the chain says so", output);
        Assert.Contains("events 1 to 20 are in no archive", output);
    }

    [Fact]
    public async Task An_archive_that_is_missing_between_them_is_a_problem()
    {
        var (code, _, error) = await VerifyAsync("--archives", At("old.1.jsonl.gz"));
        Assert.Equal(1, code);
        Assert.Contains("The events 11 to 20 are in none of the archives", error);
    }

    [Fact]
    public async Task An_archive_that_was_changed_is_named_with_the_place()
    {
        Write("old.1.jsonl.gz", 0, 10, e => e.Sequence == 4 ? e with { Actor = "user:mallory" } : e);
        var (code, _, error) = await VerifyAsync("--archives", _folder);
        Assert.Equal(1, code);
        Assert.Contains("old.1.jsonl.gz: event 4", error);
    }

    [Fact]
    public async Task An_archive_of_another_chain_does_not_fit()
    {
        var previous = _chain[9].Hash;
        Write("old.2.jsonl.gz", 10, 20, e =>
        {
            var other = e with { Actor = "user:mallory" };
            other = other with { Hash = AuditHash.Of(previous, other) };
            previous = other.Hash;
            return other;
        });
        var (code, _, error) = await VerifyAsync("--archives", At("old.1.jsonl.gz"), "--archives", At("old.2.jsonl.gz"));
        Assert.Equal(1, code);
        Assert.Contains("event 20", error);
        Assert.Contains("not the one that was anchored", error);
    }
}
