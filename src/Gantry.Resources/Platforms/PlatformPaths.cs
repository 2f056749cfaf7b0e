using Gantry.Resources.Certificates;

namespace Gantry.Resources.Platforms;

/// <summary>Where a platform keeps its files, so that every process of it looks in the same places.</summary>
/// <param name="Home">Absolute: <c>GANTRY_HOME</c>.</param>
public sealed record PlatformPaths(string Home)
{
    public const string DefaultHttp = "127.0.0.1:8080";
    public const string DefaultRegistry = "127.0.0.1:5055";

    /// <summary>The API. Only its owner may connect.</summary>
    public string Socket => Path.Combine(Home, "run", "gantryd.sock");
    public string Run => Path.Combine(Home, "run");

    /// <summary>Configs and secrets of containers.</summary>
    public string Deliveries => Path.Combine(Home, "deliveries");

    /// <summary>Certificates and keys of hosts, put there by people: <c>NAME.crt</c> and <c>NAME.key</c>.</summary>
    public string Certificates => Path.Combine(Home, "certificates");

    /// <summary>What is known of vulnerabilities.</summary>
    public string Advisories => Path.Combine(Home, "advisories", "advisories.db");

    /// <summary>Certificates that the platform has obtained, each with its sealed key: <c>HOST.pem</c>.</summary>
    public string Issued => IssuedFolder.Of(Certificates);

    /// <summary>The account with the authority, and keys of orders that are under way; all sealed.</summary>
    public string Acme => Path.Combine(Home, "acme");

    /// <summary>What the platform signs images with; sealed.</summary>
    public string SigningKey => Path.Combine(Home, "trust", "signing.key");

    /// <summary>What the platform signs in at registries with; sealed.</summary>
    public string RegistryLogins => Path.Combine(Home, "trust", "registry-logins");

    /// <summary>What keys are sealed with. May be a link to where it is kept better.</summary>
    public string SealKey => Path.Combine(Home, "seal.key");

    /// <summary>What backups are encrypted for where nothing else is named.</summary>
    public string BackupKey => Path.Combine(Home, "backup.key");

    /// <summary>All that the registry keeps.</summary>
    public string Registry => Path.Combine(Home, "registry");

    /// <summary>What is known of images, each file under the digest of its content.</summary>
    public string Evidence => Path.Combine(Home, "evidence");

    /// <summary>Old events, moved out of the store.</summary>
    public string Archives => Path.Combine(Home, "audit");
    public string Logs => Path.Combine(Home, "log");
    public string ServerLog => Path.Combine(Logs, "gantryd.log");

    /// <summary><c>GANTRY_HOME</c>, or /var/lib/gantry for root, or $XDG_STATE_HOME/gantry, or ~/.local/state/gantry.</summary>
    public static PlatformPaths From(Func<string, string?> environment, bool root)
    {
        if (Set("GANTRY_HOME") is { } home) return new PlatformPaths(Path.GetFullPath(home));
        if (root) return new PlatformPaths("/var/lib/gantry");
        var state = Set("XDG_STATE_HOME") ?? Path.Combine(Set("HOME") ?? "/", ".local", "state");
        return new PlatformPaths(Path.GetFullPath(Path.Combine(state, "gantry")));

        string? Set(string name) => environment(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>The paths for this process.</summary>
    public static PlatformPaths Current => From(Environment.GetEnvironmentVariable, Environment.IsPrivilegedProcess);
}
