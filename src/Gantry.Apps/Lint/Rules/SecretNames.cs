namespace Gantry.Apps.Lint;

/// <summary>Which variables look like secrets, judged by their names.</summary>
internal static class SecretNames
{
    private static readonly string[] Words = ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "API_KEY", "PRIVATE_KEY", "ACCESS_KEY", "CREDENTIAL", "CREDENTIALS", "PWD"];

    /// <summary>Names of files, of settings and of public halves are no secrets.</summary>
    private static readonly string[] Harmless =
    [
        "_FILE", "_PATH", "_DIR", "_NAME", "_ID", "_URL", "_TTL", "_EXPIRY", "_EXPIRES", "_LENGTH", "_POLICY", "_HEADER", "_ALGORITHM", "_PUBLIC", "_ENABLED", "_TYPE",
    ];

    private static readonly HashSet<string> Weak = new(StringComparer.OrdinalIgnoreCase)
    {
        "password", "passwd", "pass", "secret", "changeme", "change-me", "changethis", "change_me", "example", "test", "admin", "root", "postgres", "mysql",
        "123456", "12345678", "1234", "letmein", "guest", "default",
    };

    public static bool Looks(string name)
    {
        var upper = name.ToUpperInvariant().Replace('-', '_').Replace('.', '_');
        if (Harmless.Any(h => upper.EndsWith(h, StringComparison.Ordinal)) || upper.StartsWith("ALLOW_EMPTY", StringComparison.Ordinal)) return false;
        return Words.Any(w => $"_{upper}_".Contains($"_{w}_", StringComparison.Ordinal) || (w.Length > 5 && upper.EndsWith(w, StringComparison.Ordinal)));
    }

    /// <summary>Of a setting that asks for a secret to be made up, and is none itself.</summary>
    public static bool IsSwitch(string value) => value.ToUpperInvariant() is "0" or "1" or "YES" or "NO" or "TRUE" or "FALSE";

    public static bool IsWeak(string value) => Weak.Contains(value);
}
