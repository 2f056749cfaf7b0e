using Gantry.Resources;

namespace Gantry.Engine.Decisions;

/// <summary>What the end of a process means, and what to do about it.</summary>
internal static class ExitProblem
{
    private const string Code = "replica.exited";

    /// <param name="exitCode">Null when nobody saw it.</param>
    public static Problem For(int? exitCode, bool outOfMemory) => new("", Code,
        outOfMemory ? "It used more memory than its limit and was killed."
            : exitCode is { } code ? $"It ended with exit code {code}." : "It ended and was started again.",
        Help(exitCode, outOfMemory));

    private static string Help(int? exitCode, bool outOfMemory) => exitCode switch
    {
        _ when outOfMemory => "Raise deploy.resources.limits.memory, or find what it keeps.",
        0 => "Its process ends by itself: a service has to stay in the foreground.",
        126 => "Its command cannot be executed: check the file's mode in the image.",
        127 => "Its command was not found: check command and entrypoint.",
        137 => "It was killed (SIGKILL): by hand, or by the machine when memory ran out.",
        139 => "It crashed (SIGSEGV).",
        _ => "Read its last lines and mend what they say.",
    };
}
