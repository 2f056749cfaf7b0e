namespace Gantry.Resources.Policies;

/// <summary>What may run in an environment. Written by the API when somebody sets it; an environment without one has the default.</summary>
public sealed record PolicySpec
{
    /// <summary><c>sha256:…</c> over <see cref="Policy"/>: equal for equal content, however the file was laid out.</summary>
    public required string Revision { get; init; }
    public required Policy Policy { get; init; }
    public required string SetBy { get; init; }
    public required DateTimeOffset SetAt { get; init; }
}

/// <summary>Rules and the exceptions from them. What is left out is as the default policy has it.</summary>
public sealed record Policy
{
    /// <summary>How people call it.</summary>
    public required string Name { get; init; }
    public PolicyRules Rules { get; init; } = new();
    public IReadOnlyList<Waiver> Waivers { get; init; } = [];

    /// <summary>What counts where nobody has set another: it refuses what is never right, and needs neither network nor advisories.</summary>
    public static Policy Default { get; } = new() { Name = "default" };
}

/// <summary>Somebody answers for one finding for a time.</summary>
public sealed record Waiver
{
    /// <summary>Of <see cref="RuleNames"/>; null: every rule that is about the vulnerability.</summary>
    public string? Rule { get; init; }

    /// <summary>Any of its names; null: whatever the rule finds.</summary>
    public string? Vulnerability { get; init; }

    /// <summary>Null: any app.</summary>
    public string? App { get; init; }

    /// <summary>Null: any service.</summary>
    public string? Service { get; init; }

    /// <summary>The image's name, with or without its tag, its id, or its digest; null: any image.</summary>
    public string? Image { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Owner { get; init; }
    public required string Reason { get; init; }

    /// <summary>The last day (UTC) on which it counts.</summary>
    public required DateOnly Until { get; init; }
}
