using Gantry.Engine.Bases;

namespace Gantry.Tests.Engine.Bases;

public sealed class NativeClosureTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Needs_of_needs_are_followed_and_each_is_there_once()
    {
        Library("libc.so.6");
        Library("liba.so", "libb.so", "libc.so.6");
        Library("libb.so", "liba.so", "libc.so.6");
        var program = _folder.Write("bin/program", Elf.Library(interpreter: "/lib64/ld.so", needed: ["liba.so"]));

        var closure = NativeClosure.Of([program], Search());

        Assert.Equal(["liba.so", "libb.so", "libc.so.6"], closure.Libraries.Keys);
        Assert.Equal(["/lib64/ld.so"], closure.Interpreters);
        Assert.Empty(closure.Missing);
    }

    [Fact]
    public void A_library_for_another_processor_is_not_taken()
    {
        _folder.Write("first/liba.so", Elf.Library(Elf.Arm64));
        var right = Library("liba.so");
        var program = _folder.Write("program", Elf.Library(needed: ["liba.so"]));

        var closure = NativeClosure.Of([program], new([Path.Combine(_folder.Path, "first"), Path.Combine(_folder.Path, "lib")]));

        Assert.Equal(right, closure.Libraries["liba.so"]);
    }

    [Fact]
    public void A_library_beside_its_user_is_found_through_the_run_path()
    {
        var beside = _folder.Write("app/libown.so", Elf.Library());
        var program = _folder.Write("app/program", Elf.Library(runPath: "$ORIGIN", needed: ["libown.so"]));

        Assert.Equal(beside, NativeClosure.Of([program], Search()).Libraries["libown.so"]);
    }

    [Fact]
    public void What_is_not_there_is_said()
    {
        var program = _folder.Write("program", Elf.Library(needed: ["libgone.so"]));

        Assert.Equal(["libgone.so"], NativeClosure.Of([program], Search()).Missing);
    }

    [Fact]
    public void The_loader_is_not_a_library_even_where_libc_asks_for_it()
    {
        Library("ld-linux-x86-64.so.2");
        Library("libc.so.6", "ld-linux-x86-64.so.2");
        var program = _folder.Write("program", Elf.Library(interpreter: "/lib64/ld-linux-x86-64.so.2", needed: ["libc.so.6"]));

        Assert.Equal(["libc.so.6"], NativeClosure.Of([program], Search()).Libraries.Keys);
    }

    [Fact]
    public void The_configuration_of_the_loader_is_read_with_what_it_includes()
    {
        var one = Directory.CreateDirectory(Path.Combine(_folder.Path, "one")).FullName;
        var two = Directory.CreateDirectory(Path.Combine(_folder.Path, "two")).FullName;
        _folder.Write("ld.so.conf.d/a.conf", $"# comment\n{one}\n/does/not/exist\n");
        var configuration = _folder.Write("ld.so.conf", $"include ld.so.conf.d/*.conf\ninclude nowhere/*.conf\n{two} # here\n");

        Assert.Equal([one, two], LibrarySearch.OfHost(configuration).Directories.Take(2));
    }

    private string Library(string name, params string[] needed) => _folder.Write($"lib/{name}", Elf.Library(needed: needed));

    private LibrarySearch Search() => new([Path.Combine(_folder.Path, "lib")]);
}
