using System.Security.Cryptography;
using Gantry.Resources.Certificates;

namespace Gantry.Tests.Resources.Certificates;

public sealed class SealTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seal").FullName;

    private string Key => Path.Combine(_folder, "seal.key");

    [Fact]
    public void What_was_sealed_is_opened_for_the_same_purpose_with_the_same_key_and_for_nothing_else()
    {
        var seal = Seal.Ensure(Key, out _)!;
        var closed = seal.Close("secret"u8, "certificate a.test");
        Assert.DoesNotContain("secret", closed, StringComparison.Ordinal);
        Assert.Equal("secret"u8, Seal.Read(Key, out _)!.Open($"-----BEGIN X-----\nAAAA\n-----END X-----\n{closed}\n", "certificate a.test"));
        Assert.ThrowsAny<CryptographicException>(() => seal.Open(closed, "certificate b.test"));
        Assert.ThrowsAny<CryptographicException>(() => seal.Open("nothing", "certificate a.test"));
        Assert.ThrowsAny<CryptographicException>(() => Seal.Ensure(Path.Combine(_folder, "other.key"), out _)!.Open(closed, "certificate a.test"));
        var changed = PemEncoding.WriteString("GANTRY SEALED KEY", [.. Bytes(closed)[..^1], (byte)(Bytes(closed)[^1] ^ 1)]);
        Assert.ThrowsAny<CryptographicException>(() => seal.Open(changed, "certificate a.test"));
    }

    [Fact]
    public void Its_key_is_its_owner_s_alone_and_one_that_is_not_is_refused()
    {
        Assert.NotNull(Seal.Ensure(Key, out _));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Key));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Key, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Null(Seal.Ensure(Key, out var problem));
        Assert.Equal(("seal.open", $"Run: chmod 600 {Key}"), (problem!.Code, problem.Help));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Bytes(string pem) => Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
}
