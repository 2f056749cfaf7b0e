using Gantry.Resources;

namespace Gantry.Client;

/// <summary>The platform refused; nothing was changed. Holds everything it found wrong.</summary>
public sealed class RefusedException(ProblemDetails details) : Exception(details.Title)
{
    public ProblemDetails Details { get; } = details;
    public IReadOnlyList<Problem> Problems => Details.Problems;
}

/// <summary>No platform answers on the socket, or it went away in the middle of an answer.</summary>
public sealed class PlatformAwayException(string socket, Exception inner)
    : IOException($"No platform answers on {socket}.", inner)
{
    public string Socket { get; } = socket;
}
