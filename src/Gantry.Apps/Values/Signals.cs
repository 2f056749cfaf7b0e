namespace Gantry.Apps.Values;

internal static class Signals
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "SIGHUP", "SIGINT", "SIGQUIT", "SIGABRT", "SIGKILL", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGTERM", "SIGCONT", "SIGSTOP",
        "SIGWINCH", "SIGPWR", "SIGIO", "SIGURG", "SIGRTMIN", "SIGRTMAX",
    ];

    /// <summary>Its full name, or a number from 1 to 64; null when it is no signal. <c>SIGRTMIN+3</c> is systemd's.</summary>
    public static string? Normal(string text)
    {
        if (int.TryParse(text, out var number)) return number is >= 1 and <= 64 ? text : null;
        var name = text.ToUpperInvariant();
        if (!name.StartsWith("SIG", StringComparison.Ordinal)) name = "SIG" + name;
        if (name.StartsWith("SIGRTMIN+", StringComparison.Ordinal)) return int.TryParse(name.AsSpan(9), out var offset) && offset is >= 0 and <= 30 ? name : null;
        return Names.Contains(name) ? name : null;
    }
}
