using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

/// <summary>A warning that an experienced operator would give.</summary>
/// <param name="Code">Stable: <c>lint.image-tag</c>.</param>
/// <param name="Title">What it finds, in a few words.</param>
/// <param name="Why">What goes wrong sooner or later; for the documentation.</param>
public sealed record LintRule(string Code, string Title, string Why)
{
    internal Func<AppDefinition, ComposeFacts, IEnumerable<Finding>> Find { get; init; } = (_, _) => [];
}

/// <summary>Something that a rule has found.</summary>
/// <param name="Path">What <see cref="ComposeFacts.Place"/> takes.</param>
internal sealed record Finding(string Path, string Message, string Help);
