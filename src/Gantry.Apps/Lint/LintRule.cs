using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

/// <summary>A warning that an experienced operator would give.</summary>
/// <param name="Code">Never changes its meaning, and is never used again for another: <c>GA001</c>.</param>
/// <param name="Name">For people: <c>image-tag</c>.</param>
/// <param name="Title">What it finds, in a few words.</param>
/// <param name="Why">What goes wrong sooner or later; for the documentation.</param>
public sealed record LintRule(string Code, string Name, string Title, string Why)
{
    /// <summary>Warning, or Note for what is a matter of taste and means.</summary>
    public Severity Severity { get; init; } = Severity.Warning;

    /// <summary>Services, as a compose file has them, of which it warns. The documentation shows it, and a test tries it.</summary>
    public required string Bad { get; init; }

    /// <summary>The same, mended.</summary>
    public required string Good { get; init; }

    internal Func<AppDefinition, ComposeFacts, IEnumerable<Finding>> Find { get; init; } = (_, _) => [];
}

/// <summary>Something that a rule has found.</summary>
/// <param name="Path">What <see cref="ComposeFacts.Place"/> takes.</param>
internal sealed record Finding(string Path, string Message, string Help);
