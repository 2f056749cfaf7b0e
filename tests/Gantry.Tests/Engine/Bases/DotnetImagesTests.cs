using Gantry.Engine.Bases;

namespace Gantry.Tests.Engine.Bases;

public sealed class DotnetImagesTests
{
    private static readonly DotnetInstallation Dotnet = DotnetInstallation.Find()!;

    [Fact]
    public void Every_library_that_the_runtime_and_its_tools_ask_for_is_in_the_image()
    {
        var parts = DotnetImages.Aspnet(Dotnet).Parts.OfType<TarCopy>().ToList();
        var names = parts.Select(p => Path.GetFileName(p.Path)).ToHashSet();

        var absent = parts.Where(p => p.Mode == TarPart.Runnable).Select(p => ElfFile.TryRead(p.Source)).OfType<ElfFile>()
            .SelectMany(f => f.Needed).Where(n => !names.Contains(n));

        Assert.Empty(absent);
    }

    [Theory]
    [InlineData("libssl.so.3")]
    [InlineData("libcrypto.so.3")]
    [InlineData("sh")]
    [InlineData("dotnet")]
    [InlineData("libhostfxr.so")]
    [InlineData("Microsoft.AspNetCore.dll")]
    [InlineData("System.Private.CoreLib.dll")]
    public void The_runtime_image_has(string file) =>
        Assert.Contains(DotnetImages.Aspnet(Dotnet).Parts, p => Path.GetFileName(p.Path) == file);

    [Theory]
    [InlineData("MSBuild.dll")]
    [InlineData("csc.dll")]
    [InlineData("System.Runtime.dll")]
    [InlineData("FrameworkList.xml")]
    [InlineData("Sdk.props")]
    public void The_sdk_image_has(string file) =>
        Assert.Contains(DotnetImages.Sdk(Dotnet).Parts, p => Path.GetFileName(p.Path) == file);

    [Fact]
    public void The_sdk_image_leaves_out_what_csharp_does_not_need() =>
        Assert.DoesNotContain(DotnetImages.Sdk(Dotnet).Parts, p => p.Path.Contains("/FSharp/") || p.Path.Contains("/DotnetTools/"));

    [Fact]
    public void Every_path_fits_a_plain_tar_header() =>
        Assert.All(DotnetImages.Sdk(Dotnet).Parts, p => Assert.True(p.Path.Length < 255 && Path.GetFileName(p.Path).Length < 100, p.Path));

    [Fact]
    public void Nothing_in_an_image_belongs_to_anybody_but_root_and_app() =>
        Assert.All(DotnetImages.Sdk(Dotnet).Parts, p => Assert.True(p.Owner is 0 || p.Path == "home/app"));

    [Fact]
    public void The_fingerprint_is_the_same_each_time_and_tells_images_apart()
    {
        var image = DotnetImages.Aspnet(Dotnet);

        Assert.Equal(image.Fingerprint, DotnetImages.Aspnet(Dotnet).Fingerprint);
        Assert.NotEqual(image.Fingerprint, DotnetImages.Sdk(Dotnet).Fingerprint);
        Assert.NotEqual(image.Fingerprint, (image with { Environment = new SortedDictionary<string, string> { ["A"] = "1" } }).Fingerprint);
        Assert.Contains(image.Changes, c => c.Contains(image.Fingerprint));
    }

    [Fact]
    public void A_changed_file_changes_the_fingerprint()
    {
        using var folder = new Folder();
        var file = folder.Write("file", "1");
        BaseImage Image() => new() { Name = "n", Version = "1", Environment = new Dictionary<string, string>(), Parts = [new TarCopy("file", file, TarPart.Readable)] };
        var before = Image().Fingerprint;

        folder.Write("file", "12");

        Assert.NotEqual(before, Image().Fingerprint);
    }

    [Fact]
    public void The_newest_version_is_chosen_by_number_and_a_preview_only_when_there_is_nothing_else()
    {
        using var folder = new Folder();
        foreach (var version in new[] { "9.0.12", "10.0.2", "10.0.12", "10.0.12-rc.1" }) Directory.CreateDirectory(Path.Combine(folder.Path, "shared", "App", version));
        Directory.CreateDirectory(Path.Combine(folder.Path, "shared", "New", "10.0.0-preview.3"));
        var dotnet = new DotnetInstallation(folder.Path);

        Assert.Equal("10.0.12", dotnet.Newest("shared", "App"));
        Assert.Equal("10.0.0-preview.3", dotnet.Newest("shared", "New"));
        Assert.Null(dotnet.Newest("shared", "None"));
    }

    [Fact]
    public void Links_are_followed_wherever_they_are_in_a_path()
    {
        using var folder = new Folder();
        var file = folder.Write("real/deep/file", "1");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "link"), "real");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "real/other"), "deep/file");

        Assert.Equal(file, DotnetInstallation.Real(Path.Combine(folder.Path, "link/other")));
        Assert.Null(DotnetInstallation.Real(Path.Combine(folder.Path, "link/none")));
    }
}
