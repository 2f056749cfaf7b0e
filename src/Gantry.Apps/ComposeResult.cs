using Gantry.Apps.Canonical;
using Gantry.Apps.Keys;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps;

/// <summary>What came of reading a compose project.</summary>
/// <param name="Definition">Null exactly when a problem is an error, or variables were not to be filled in.</param>
/// <param name="Problems">Everything found, in the order of the files: errors, warnings and notes.</param>
public sealed record ComposeResult(AppDefinition? Definition, IReadOnlyList<Problem> Problems)
{
    /// <summary>What the app alone does not tell; for <see cref="Lint.Linter"/>.</summary>
    public required ComposeFacts Facts { get; init; }

    /// <summary>The project in one file and one syntax; null when its files cannot be put together.</summary>
    public CanonicalForm? Canonical { get; init; }

    /// <summary>
    /// Every key of every file at its own place, with what became of it: nothing is dropped in silence. A key that serves in
    /// two parts of the app (by an alias, or because a service extends another) is there for each.
    /// </summary>
    public IReadOnlyList<KeyAccount> Accounted { get; init; } = [];
}

/// <param name="Path">Such as <c>services.web.deploy.replicas</c>.</param>
/// <param name="Place">Such as <c>compose.yaml:12:5</c>.</param>
public sealed record KeyAccount(string Path, string Place, Standing Standing);
