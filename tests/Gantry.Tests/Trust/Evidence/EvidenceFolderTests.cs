using Gantry.Trust.Evidence;

namespace Gantry.Tests.Trust.Evidence;

public sealed class EvidenceFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ge");
    private readonly EvidenceFolder _evidence;

    public EvidenceFolderTests() => _evidence = new EvidenceFolder(Path.Combine(_folder.FullName, "evidence"));

    public void Dispose() => _folder.Delete(recursive: true);

    private string FileOf(string digest) => Path.Combine(_folder.FullName, "evidence", digest[7..]);

    [Fact]
    public void What_is_kept_is_read_by_its_digest_and_by_its_owner_alone()
    {
        var digest = _evidence.Keep("what is known"u8);
        Assert.Equal("what is known"u8.ToArray(), _evidence.Read(digest));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FileOf(digest)));
        Assert.Equal(digest, _evidence.Keep("what is known"u8));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(FileOf(digest))!));
    }

    [Fact]
    public void What_was_changed_is_not_there()
    {
        var digest = _evidence.Keep("what is known"u8);
        File.WriteAllText(FileOf(digest), "what somebody would like");
        Assert.Null(_evidence.Read(digest));
    }

    [Theory]
    [InlineData("sha256:../../etc/passwd")]
    [InlineData("../secret")]
    [InlineData("")]
    public void A_name_that_is_no_digest_leads_nowhere(string name)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "secret"), "x");
        Assert.Null(_evidence.Read(name));
        Assert.False(_evidence.Has(name));
    }

    [Fact]
    public void A_sweep_takes_what_is_old_and_not_needed()
    {
        var (needed, old, fresh) = (_evidence.Keep("needed"u8), _evidence.Keep("old"u8), _evidence.Keep("fresh"u8));
        foreach (var digest in (string[])[needed, old]) File.SetLastWriteTimeUtc(FileOf(digest), DateTime.UtcNow.AddHours(-2));
        Assert.Equal(1, _evidence.Sweep(new HashSet<string> { needed }, DateTimeOffset.UtcNow.AddHours(-1)));
        Assert.True(_evidence.Has(needed) && _evidence.Has(fresh) && !_evidence.Has(old));
    }
}
