using Gantry.Cli.Screen;

namespace Gantry.Cli.Starting;

/// <summary>Asks before something is done, unless the answer was given beforehand (<c>-y</c> or <c>GANTRY_YES</c>).</summary>
public sealed class Approval(Terminal terminal, WorkTime work, bool given)
{
    /// <summary>True: nothing will be asked.</summary>
    public bool Given => given;

    /// <exception cref="GiveUpException">Nobody is there to answer.</exception>
    public bool Ask(string question)
    {
        if (given) return true;
        if (!terminal.CanAsk)
        {
            throw new GiveUpException("confirmation", "cli.not-confirmed", $"{question} Nobody can answer, as this is not a terminal.",
                "Add -y (or set GANTRY_YES=1) to say yes beforehand.");
        }

        terminal.Send($"{question} [y/N] ");
        return work.WithoutWaiting(terminal.ReadLine)?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    /// <summary>For what the command was plainly given for: Enter means yes, and so does a script.</summary>
    public bool AskLightly(string question)
    {
        if (given || !terminal.CanAsk) return true;
        terminal.Send($"{question} [Y/n] ");
        return work.WithoutWaiting(terminal.ReadLine)?.Trim().ToLowerInvariant() is "" or "y" or "yes";
    }
}
