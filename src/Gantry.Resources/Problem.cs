namespace Gantry.Resources;

/// <summary>How bad a <see cref="Problem"/> is.</summary>
public enum Severity
{
    /// <summary>The request is refused.</summary>
    Error,

    /// <summary>Accepted, and worth changing.</summary>
    Warning,

    /// <summary>Accepted; said once so that nobody wonders.</summary>
    Note,
}

/// <summary>An expected failure, as a value: where, what, and what to do next. Exceptions are for bugs and broken I/O.</summary>
/// <param name="Place">Where: <c>compose.yaml:12:5</c>, <c>services.web.ports[0]</c> or the name of a resource. Never empty.</param>
/// <param name="Code">Stable and searchable: <c>compose.unknown-key</c>, <c>image.not-found</c>.</param>
/// <param name="Message">What is wrong, in one sentence. Never holds a secret.</param>
/// <param name="Help">The next thing to do: a command or an edit. Never empty.</param>
/// <param name="Severity">Errors refuse; the rest is said and goes on.</param>
public sealed record Problem(string Place, string Code, string Message, string Help, Severity Severity = Severity.Error)
{
    /// <summary>Further lines that belong to it, such as the last lines of a container's log.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    public override string ToString() => $"{Place}: {Message} {Help}";
}

/// <summary>The body of every error answer of the API (RFC 9457), with all problems found and not just the first.</summary>
public sealed record ProblemDetails
{
    public string Type { get; init; } = "about:blank";
    public required string Title { get; init; }
    public required int Status { get; init; }
    public required IReadOnlyList<Problem> Problems { get; init; }
}
