namespace Gantry.Engine.Bases;

/// <summary>What surrounds the runtime in an image: accounts, name lookup, trusted certificates, a shell and native libraries.</summary>
public static class UserLand
{
    /// <summary>The account and its number that the public images have, so that the same Dockerfile works on both.</summary>
    public const int AppUser = 1654;

    /// <summary>Enough for a line of shell in a Dockerfile or health check.</summary>
    private static readonly string[] Tools =
    [
        "sh", "cat", "chmod", "chown", "cp", "date", "echo", "env", "false", "head", "id", "ln", "ls", "mkdir", "mv",
        "printf", "pwd", "rm", "rmdir", "sleep", "sort", "tail", "test", "touch", "tr", "true", "uname", "wc",
    ];

    /// <summary>Loaded by name at run time, so that no file asks for them: OpenSSL, and glibc's name lookup.</summary>
    private static readonly string[] LoadedByName = ["libssl.so.3", "libcrypto.so.3", "libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2"];

    private static readonly string[] Certificates = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem"];

    public static IEnumerable<TarPart> Skeleton() =>
    [
        new TarFolder("usr/bin"), new TarFolder("usr/sbin"), new TarFolder("usr/lib"), new TarFolder("usr/lib64"),
        new TarLink("bin", "usr/bin"), new TarLink("sbin", "usr/sbin"), new TarLink("lib", "usr/lib"), new TarLink("lib64", "usr/lib64"),
        new TarFolder("tmp", TarPart.Shared), new TarFolder("var/tmp", TarPart.Shared), new TarFolder("run"), new TarLink("var/run", "/run"),
        new TarFolder("root", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute),
        new TarFolder("home/app") { Owner = AppUser },
        new TarText("etc/passwd", $"root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\napp:x:{AppUser}:{AppUser}::/home/app:/bin/sh\n"),
        new TarText("etc/group", $"root:x:0:\nnogroup:x:65534:\napp:x:{AppUser}:\n"),
        new TarText("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"),
        new TarText("etc/os-release", "ID=gantry-local\nNAME=\"Made from parts of the machine that built it\"\n"),
    ];

    /// <summary>The certificates that this machine trusts, found in the image by OpenSSL of either family of distributions.</summary>
    public static IEnumerable<TarPart> Trust()
    {
        if (Certificates.FirstOrDefault(File.Exists) is not { } bundle) yield break;
        yield return new TarCopy("etc/ssl/certs/ca-certificates.crt", DotnetInstallation.Real(bundle)!, TarPart.Readable);
        yield return new TarLink("usr/lib/ssl/cert.pem", "/etc/ssl/certs/ca-certificates.crt");
        yield return new TarLink("usr/lib/ssl/certs", "/etc/ssl/certs");
        yield return new TarLink("etc/pki/tls/cert.pem", "/etc/ssl/certs/ca-certificates.crt");
    }

    /// <summary>Time zones, where this machine has them.</summary>
    public static IEnumerable<TarPart> Zones()
    {
        const string from = "/usr/share/zoneinfo";
        if (!Directory.Exists(from)) yield break;
        foreach (var zone in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, zone);
            // The two copies of everything, with and without leap seconds, are for astronomers.
            if (name.StartsWith("right/", StringComparison.Ordinal) || name.StartsWith("posix/", StringComparison.Ordinal)) continue;
            if ((File.ResolveLinkTarget(zone, returnFinalTarget: true)?.FullName ?? zone) is var real && File.Exists(real)) yield return new TarCopy($"usr/share/zoneinfo/{name}", real, TarPart.Readable);
        }
    }

    public static IEnumerable<TarCopy> Programs()
    {
        foreach (var tool in Tools)
            if (new[] { "/usr/bin", "/bin" }.Select(d => DotnetInstallation.Real(Path.Combine(d, tool))).OfType<string>().FirstOrDefault() is { } found)
                yield return new TarCopy($"usr/bin/{tool}", found, TarPart.Runnable);
    }

    /// <summary>The libraries that the given files need, all in the one folder that this machine's loader looks into by itself.</summary>
    public static IEnumerable<TarPart> Libraries(IEnumerable<TarCopy> files, LibrarySearch search)
    {
        var roots = files.Select(f => f.Source).ToList();
        var machine = roots.Select(ElfFile.TryRead).OfType<ElfFile>().First().Machine;
        var named = LoadedByName.Select(n => search.Find(n, machine, [])).OfType<string>().ToList();
        var closure = NativeClosure.Of([.. roots, .. named], search);

        // Libraries next to the runtime's own files come with them.
        var copied = roots.ToHashSet(StringComparer.Ordinal);
        var found = closure.Libraries.Values.Concat(named).Where(l => !copied.Contains(l)).ToList();
        var libc = closure.Libraries.GetValueOrDefault("libc.so.6") ?? found[0];
        var folder = Path.GetDirectoryName(libc)!;
        var home = (DotnetInstallation.Real(folder) ?? folder).TrimStart('/');

        foreach (var library in found)
            yield return new TarCopy($"{home}/{Path.GetFileName(library)}", DotnetInstallation.Real(library)!, TarPart.Runnable);
        foreach (var loader in closure.Interpreters.Where(File.Exists))
            yield return new TarCopy(Merged(loader), DotnetInstallation.Real(loader)!, TarPart.Runnable);
    }

    /// <summary>In the image <c>/lib64</c> and <c>/lib</c> are links into <c>/usr</c>, whatever they are here.</summary>
    private static string Merged(string path) => path.StartsWith("/lib", StringComparison.Ordinal) ? "usr" + path : path.TrimStart('/');
}
