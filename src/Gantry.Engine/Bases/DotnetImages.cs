using System.Runtime.InteropServices;

namespace Gantry.Engine.Bases;

/// <summary>The base images for .NET apps. What is in them behaves like the public images of the same last name.</summary>
public static class DotnetImages
{
    public const string AspnetName = "gantry.local/dotnet/aspnet:10.0", SdkName = "gantry.local/dotnet/sdk:10.0";
    private const string Home = "usr/share/dotnet";

    /// <summary>Parts of the SDK that neither <c>restore</c> nor <c>build</c>, <c>publish</c> or <c>test</c> of C# needs: more than half of it.</summary>
    private static readonly string[] LeftOut =
    [
        "FSharp/", "DotnetTools/", "TestHostNetFramework/", "Sdks/FSharp.NET.Sdk/", "Sdks/Microsoft.NET.Sdk.WindowsDesktop/",
        "Sdks/Microsoft.NET.Sdk.BlazorWebAssembly/", "Sdks/Microsoft.NET.Sdk.WebAssembly/", "runtimes/win/",
    ];

    /// <summary>Languages that the SDK's messages come in; English is built in.</summary>
    private static readonly string[] Translations =
        ["cs", "de", "es", "fr", "it", "ja", "ko", "pl", "pt-BR", "ru", "tr", "zh-Hans", "zh-Hant"];

    /// <summary>The runtime for web apps.</summary>
    public static BaseImage Aspnet(DotnetInstallation dotnet)
    {
        var files = Shared(dotnet);
        return Image(AspnetName, dotnet, files, new()
        {
            ["APP_UID"] = $"{UserLand.AppUser}",
            ["ASPNETCORE_HTTP_PORTS"] = "8080",
            ["DOTNET_RUNNING_IN_CONTAINER"] = "true",
        });
    }

    /// <summary>The SDK for building C# apps inside of a Dockerfile.</summary>
    /// <exception cref="InvalidOperationException">This .NET has no SDK.</exception>
    public static BaseImage Sdk(DotnetInstallation dotnet)
    {
        var version = dotnet.Newest("", "sdk") ?? throw new InvalidOperationException($"There is no .NET 10 SDK in {dotnet.Root}.");
        var files = Shared(dotnet)
            .Concat(Tree(dotnet, $"sdk/{version}", IsNeeded))
            .Concat(Tree(dotnet, "sdk-manifests", _ => true))
            .Concat(new[] { "Microsoft.NETCore.App.Ref", "Microsoft.AspNetCore.App.Ref", $"Microsoft.NETCore.App.Host.linux-{Architecture}" }
                .SelectMany(pack => dotnet.Newest("packs", pack) is { } newest
                    ? Tree(dotnet, $"packs/{pack}/{newest}", p => !p.EndsWith(".xml", StringComparison.Ordinal) || p.StartsWith("data/", StringComparison.Ordinal))
                    : []))
            .ToList();
        return Image(SdkName, dotnet, files, new()
        {
            ["APP_UID"] = $"{UserLand.AppUser}",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
            ["DOTNET_NOLOGO"] = "true",
            ["DOTNET_RUNNING_IN_CONTAINER"] = "true",
            ["NUGET_XMLDOC_MODE"] = "skip",
        });
    }

    private static string Architecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "x64";

    private static BaseImage Image(string name, DotnetInstallation dotnet, List<TarCopy> files, SortedDictionary<string, string> environment)
    {
        environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        List<TarCopy> native = [.. files.Where(MayBeNative), .. UserLand.Programs()];
        return new()
        {
            Name = name,
            Version = dotnet.Newest("shared", DotnetInstallation.Aspnet)!,
            Environment = environment,
            Parts = BaseTar.Complete(
            [
                .. UserLand.Skeleton(), .. UserLand.Trust(), .. UserLand.Zones(), .. UserLand.Programs(), .. UserLand.Libraries(native, LibrarySearch.OfHost()),
                .. files, new TarLink("usr/bin/dotnet", $"/{Home}/dotnet"),
            ]),
        };
    }

    private static List<TarCopy> Shared(DotnetInstallation dotnet)
    {
        var runtime = dotnet.Newest("shared", DotnetInstallation.Runtime);
        var aspnet = dotnet.Newest("shared", DotnetInstallation.Aspnet);
        var host = dotnet.Newest("host", "fxr");
        return
        [
            new TarCopy($"{Home}/dotnet", Path.Combine(dotnet.Root, "dotnet"), TarPart.Runnable),
            .. Tree(dotnet, $"host/fxr/{host}", _ => true),
            .. Tree(dotnet, $"shared/{DotnetInstallation.Runtime}/{runtime}", p => p != "libcoreclrtraceptprovider.so"),
            .. Tree(dotnet, $"shared/{DotnetInstallation.Aspnet}/{aspnet}", _ => true),
        ];
    }

    /// <summary>All files of a folder of the installation that pass, by their paths relative to it.</summary>
    private static IEnumerable<TarCopy> Tree(DotnetInstallation dotnet, string folder, Func<string, bool> wanted)
    {
        var from = Path.Combine(dotnet.Root, folder).TrimEnd('/');
        if (!Directory.Exists(from)) yield break;
        foreach (var file in new DirectoryInfo(from).EnumerateFiles("*", SearchOption.AllDirectories))
            if (file.FullName[(from.Length + 1)..] is var path && wanted(path))
                yield return new TarCopy($"{Home}/{folder}/{path}", file.FullName, Mode(file));
    }

    /// <summary>Spares opening thousands of files to see that they are no programs.</summary>
    private static bool MayBeNative(TarCopy file) =>
        Path.GetExtension(file.Path) is "" or ".so" || file.Path.Contains(".so.", StringComparison.Ordinal);

    private static UnixFileMode Mode(FileInfo file) => file.UnixFileMode & TarPart.Runnable | TarPart.Readable;

    /// <summary>Tasks for .NET Framework (<c>net472</c>) are for builds by Visual Studio.</summary>
    private static bool IsNeeded(string path) =>
        !LeftOut.Any(l => path.StartsWith(l, StringComparison.Ordinal)) && !path.Contains("/net4", StringComparison.Ordinal) && !IsTranslation(path);

    private static bool IsTranslation(string path) =>
        path.EndsWith(".resources.dll", StringComparison.Ordinal)
        && Translations.Contains(Path.GetFileName(Path.GetDirectoryName(path)), StringComparer.Ordinal);
}
