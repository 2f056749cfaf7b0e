using Gantry.Engine.Bases;

namespace Gantry.Tests.Engine.Bases;

public sealed class ElfFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_program_asks_for_is_read()
    {
        var path = _folder.Write("program", Elf.Library(Elf.Arm64, "/lib/ld-linux-aarch64.so.1", "$ORIGIN:/opt/lib", "libm.so.6", "libc.so.6"));

        var file = ElfFile.TryRead(path)!;

        Assert.Equal(Elf.Arm64, file.Machine);
        Assert.Equal("/lib/ld-linux-aarch64.so.1", file.Interpreter);
        Assert.Equal(["libm.so.6", "libc.so.6"], file.Needed);
        Assert.Equal(["$ORIGIN", "/opt/lib"], file.RunPath);
    }

    [Fact]
    public void The_runtime_that_runs_this_test_asks_for_libc()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

        var file = ElfFile.TryRead(Path.Combine(runtime, "libcoreclr.so"))!;

        Assert.Null(file.Interpreter);
        Assert.Contains(file.Needed, n => n.StartsWith("libc.", StringComparison.Ordinal));
        Assert.Contains("libstdc++.so.6", file.Needed);
    }

    [Fact]
    public void The_program_that_runs_this_test_names_its_loader()
    {
        var file = ElfFile.TryRead(Path.Combine(DotnetInstallation.Find()!.Root, "dotnet"))!;

        Assert.StartsWith("/lib", file.Interpreter, StringComparison.Ordinal);
        Assert.True(File.Exists(file.Interpreter));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(120)]
    [InlineData(240)]
    public void A_file_that_ends_too_early_is_no_program(int length)
    {
        var path = _folder.Write("cut", Elf.Library(needed: ["libc.so.6"])[..length]);

        Assert.Null(ElfFile.TryRead(path));
    }

    [Fact]
    public void Other_files_are_passed_over()
    {
        Assert.Null(ElfFile.TryRead(_folder.Write("text", new string('x', 500))));
        Assert.Null(ElfFile.TryRead(typeof(object).Assembly.Location));
    }

    [Fact]
    public void Nonsense_in_the_headers_is_survived()
    {
        var good = Elf.Library(needed: ["libc.so.6"]);
        for (var at = 5; at < good.Length; at++)
        {
            var bad = (byte[])good.Clone();
            bad[at] = 0xff;
            ElfFile.TryRead(_folder.Write("bad", bad));
        }
    }
}
