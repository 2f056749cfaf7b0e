using System.Text.Json.Serialization;

namespace Gantry.Resources.Policies;

/// <summary>The rules of a policy. What each is here without being set is the default policy.</summary>
public sealed record PolicyRules
{
    public PinnedRule Pinned { get; init; } = new() { Mode = PolicyMode.Enforce };
    public AllowRule Registries { get; init; } = new() { Mode = PolicyMode.Off };
    public SignatureRule Signatures { get; init; } = new() { Mode = PolicyMode.Warn };
    public SeverityRule SeverityWithFix { get; init; } = new() { Mode = PolicyMode.Enforce, Most = PolicySeverity.High };
    public SeverityRule SeverityWithoutFix { get; init; } = new() { Mode = PolicyMode.Off, Most = PolicySeverity.High };
    public AgeRule ScanAge { get; init; } = new() { Mode = PolicyMode.Warn, Most = TimeSpan.FromDays(7) };
    public AgeRule Advisories { get; init; } = new() { Mode = PolicyMode.Warn, Most = TimeSpan.FromDays(7) };
    public PlainRule Sbom { get; init; } = new() { Mode = PolicyMode.Warn };
    public AllowRule Base { get; init; } = new() { Mode = PolicyMode.Off };
    public PlainRule NonRoot { get; init; } = new() { Mode = PolicyMode.Warn };
    public PlainRule UnsafeKeys { get; init; } = new() { Mode = PolicyMode.Enforce };
    public NeedRule Limits { get; init; } = new() { Mode = PolicyMode.Warn, Need = ["memory"] };
    public PlainRule HealthCheck { get; init; } = new() { Mode = PolicyMode.Warn };
    public NeedRule Labels { get; init; } = new() { Mode = PolicyMode.Off };
    public PlainRule Owner { get; init; } = new() { Mode = PolicyMode.Off };
}

/// <summary>What happens when a rule is not kept.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PolicyMode>))]
public enum PolicyMode
{
    /// <summary>Nobody looks.</summary>
    Off,

    /// <summary>It is said, and goes on.</summary>
    Warn,

    /// <summary>The release is refused.</summary>
    Enforce,
}

public abstract record PolicyRule
{
    public required PolicyMode Mode { get; init; }
}

public sealed record PlainRule : PolicyRule;

/// <summary>Where an image has to be pinned.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Pinning>))]
public enum Pinning
{
    /// <summary>The release names it by its id, whatever the file says.</summary>
    Release,

    /// <summary>The file itself names its digest, or how to build it.</summary>
    File,
}

public sealed record PinnedRule : PolicyRule
{
    public Pinning In { get; init; } = Pinning.Release;
}

/// <summary>Where things may come from, by whole parts of names: <c>docker.io/library</c> allows <c>docker.io/library/redis</c>.</summary>
public sealed record AllowRule : PolicyRule
{
    public IReadOnlyList<string> Allow { get; init; } = [];
}

public sealed record NeedRule : PolicyRule
{
    public IReadOnlyList<string> Need { get; init; } = [];
}

public sealed record AgeRule : PolicyRule
{
    public required TimeSpan Most { get; init; }
}

public sealed record SignatureRule : PolicyRule
{
    /// <summary>Names of keys of which signatures count; empty: of all that the platform trusts.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>How many of them have to have signed.</summary>
    public int Threshold { get; init; } = 1;
}

/// <summary>How severe a vulnerability may be.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PolicySeverity>))]
public enum PolicySeverity { None, Low, Medium, High, Critical }

public sealed record SeverityRule : PolicyRule
{
    /// <summary>The highest that is accepted; <see cref="PolicySeverity.None"/> accepts not even those that nobody has rated.</summary>
    public required PolicySeverity Most { get; init; }
}
