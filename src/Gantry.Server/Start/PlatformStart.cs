using System.Security.Cryptography;
using Gantry.Certificates;
using Gantry.Control;
using Gantry.Engine;
using Gantry.Registry.Logins;
using Gantry.Resources;
using Gantry.Resources.Engines;
using Gantry.Resources.Platforms;
using Gantry.Server.Audit;
using Gantry.Server.Edges;
using Gantry.Server.Registries;
using Gantry.Store;

namespace Gantry.Server.Start;

/// <summary>Opens what a platform is made of, or says in one sentence why that cannot be.</summary>
internal static class PlatformStart
{
    /// <summary>The longest path that a Unix socket may have on Linux (unix(7): 108 bytes with the terminating zero).</summary>
    private const int LongestSocket = 107;

    /// <summary>So much longer than the socket of the API are those of the edge, of which each process has one of its own.</summary>
    private const int EdgeMark = 6;

    public static async Task<(Platform? Platform, Problem? Problem)> OpenAsync(PlatformPaths paths, CancellationToken cancel)
    {
        if (paths.Socket.Length + EdgeMark > LongestSocket)
        {
            return (null, new Problem("GANTRY_HOME", "home.too-long", $"{paths.Home} is too long for the socket that would be in it.",
                $"Choose a directory of at most {LongestSocket - EdgeMark - "/run/gantryd.sock".Length} characters."));
        }
        if (Anchors.Check(Environment.GetEnvironmentVariable(Anchors.Variable)) is { } nowhere) return (null, nowhere);
        var (keep, bad) = Keeping.Read(Environment.GetEnvironmentVariable(Keeping.Variable));
        if (bad is not null) return (null, bad);
        var (opened, shared, unusable) = OpenStore(paths);
        if (opened is not { } store) return (null, unusable);
        try
        {
            var (http, wrong) = Address(store, shared);
            if (http is null) return await Refuse(wrong!);
            var (https, unclear) = SecureAddress(store, shared, http);
            if (https is null) return await Refuse(unclear!);
            var (registry, nowhereToPush) = Registry(store, shared);
            if (registry is null) return await Refuse(nowhereToPush!);
            if (CertificatesOptions.From(name => Setting(store, shared, name), out var unsettled) is not { } certificates) return await Refuse(unsettled!);
            var (edge, unfit) = EdgeSettings.From(Environment.GetEnvironmentVariable, store.Facts, shared);
            if (edge is null) return await Refuse(unfit!);
            var identity = new PlatformIdentity(
                store.Facts.GetOrAdd("platform", () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))), Block(store, shared, paths));
            return (new Platform
            {
                Identity = identity,
                Paths = paths,
                Http = http,
                Https = https,
                Registry = registry,
                Certificates = certificates,
                Logins = new SealedLogins(paths),
                Edge = edge,
                Store = store,
                Engine = await EngineAsync(paths, store.Leadership, cancel),
                Time = TimeProvider.System,
                StartedAt = TimeProvider.System.GetUtcNow(),
                AuditKeep = keep,
            }, null);
        }
        catch (Exception e) when (e is StoreUnavailableException or InvalidOperationException or FormatException)
        {
            return await Refuse(new Problem(paths.Home, "platform.cannot-start", e.Message, "Mend that, then start the platform again."));
        }

        async Task<(Platform?, Problem?)> Refuse(Problem problem)
        {
            await store.DisposeAsync();
            return (null, problem);
        }
    }

    /// <param name="paths">The home, which is made where it is missing.</param>
    /// <returns>Shared: several control planes may have it open.</returns>
    public static (IPlatformStore? Store, bool Shared, Problem? Problem) OpenStore(PlatformPaths paths)
    {
        if (Directories(paths) is { } unusable) return (null, false, unusable);
        var (choice, bad) = StoreChoice.From(Environment.GetEnvironmentVariable);
        if (choice is null) return (null, false, bad);
        var opening = StoreModule.Open(choice, Path.Combine(paths.Home, "store"), TimeProvider.System);
        return (opening.Store, choice.Shared, opening.Problem);
    }

    /// <summary>Of several control planes the first decides for all; of one, whoever starts it.</summary>
    private static (string? Address, Problem? Problem) Address(IPlatformStore store, bool shared)
    {
        var (http, wrong) = HttpAddress.From(Environment.GetEnvironmentVariable("GANTRY_HTTP") is { Length: > 0 } set ? set : store.Facts.Get("http"));
        return http is null ? (null, wrong) : (Kept(store, shared, "http", http), null);
    }

    /// <summary>As for HTTP. Only what somebody set is kept: without that it follows the other.</summary>
    private static (string? Address, Problem? Problem) SecureAddress(IPlatformStore store, bool shared, string http)
    {
        var set = Environment.GetEnvironmentVariable("GANTRY_HTTPS") is { Length: > 0 } value ? value : null;
        var known = store.Facts.Get("https");
        var (https, wrong) = HttpAddress.Secure(shared ? known ?? set : set ?? known, http);
        return https is null || set is null ? (https, wrong) : (Kept(store, shared, "https", https), null);
    }

    /// <summary>Each of several control planes has one of its own: what one of them listens on says nothing about another.</summary>
    private static (RegistryChoice? Choice, Problem? Problem) Registry(IPlatformStore store, bool shared)
    {
        var set = Environment.GetEnvironmentVariable(RegistryChoice.Variable) is { Length: > 0 } value ? value : null;
        var (choice, wrong) = RegistryChoice.From(set ?? (shared ? null : store.Facts.Get("registry")));
        if (choice is not null && set is not null && !shared) store.Facts.Set("registry", choice.Address);
        return (choice, wrong);
    }

    /// <summary>Remembered, so that whoever starts the platform next need not know.</summary>
    private static string? Setting(IPlatformStore store, bool shared, string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? Kept(store, shared, variable, set) : store.Facts.Get(variable);

    /// <summary>What another control plane has kept by now wins over what was about to be.</summary>
    private static string Kept(IPlatformStore store, bool shared, string fact, string address)
    {
        if (shared) return store.Facts.GetOrAdd(fact, () => address);
        store.Facts.Set(fact, address);
        return address;
    }

    private static string Block(IPlatformStore store, bool shared, PlatformPaths paths)
    {
        var claims = new BlockClaims(BlockClaims.Folder, paths.Home);
        var known = store.Facts.Get("block");
        // The claim is that of another control plane of the same platform, most likely; the addresses are in use anyway.
        if (shared) return known ?? store.Facts.GetOrAdd("block", () => NetworkBlock.Choose(null, claims));
        var block = NetworkBlock.Choose(known, claims);
        store.Facts.Set("block", block);
        return block;
    }

    /// <summary>The engine that answers now, or else the usual one, which may answer later.</summary>
    private static async Task<IContainerEngine> EngineAsync(PlatformPaths paths, ILease lease, CancellationToken cancel)
    {
        var candidates = EngineSockets.Candidates(Environment.GetEnvironmentVariable);
        return new DockerEngine(await EngineSockets.FindAsync(candidates, cancel) ?? candidates[0], TimeProvider.System, paths.Deliveries, lease);
    }

    private static Problem? Directories(PlatformPaths paths)
    {
        try
        {
            foreach (var folder in (string[])[paths.Home, paths.Run, paths.Logs, paths.Certificates])
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Problem(paths.Home, "home.not-writable", $"The platform's directory cannot be made or written: {e.Message}",
                "Set GANTRY_HOME to a directory that you may write, or run as the user who owns it.");
        }
    }
}
