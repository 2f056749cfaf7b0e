using System.Text;

namespace Gantry.Apps.Keys;

/// <summary>Writes the key table as the documentation that people read.</summary>
public static class KeyDocument
{
    /// <summary>The text of docs/compose.md.</summary>
    public static string Compose()
    {
        var text = new StringBuilder();
        text.Append("""
            <!-- Generated from the key table in Gantry.Apps. To change it, change the table; then run the tests with GANTRY_UPDATE_GOLDENS=1. -->
            # Compose keys and what Gantry does with them

            Gantry runs the compose file you have. Every key is **honoured**, **honoured in part**, **noted** (accepted, with a
            note that it has no effect here), **refused** (with the reason and what to do), or **refused for safety**. Keys that
            begin with `x-` are left alone, but for `x-gantry`. A key that is not listed is an error: nothing is dropped in silence.

            A refused or noted key that asks for nothing (`false`, or empty) is accepted without a word.

            Where Gantry differs from Compose on purpose:

            - A service without `restart` is started again when it ends; Compose would leave it down.
            - A published port without an address is opened on the platform's default address, which is loopback unless it was
              configured; Compose opens it on every network. The edge opens TCP ports, so they stay open while replicas are replaced;
              UDP ports are the container's own, so their service runs once.
            - The source of a bind mount must exist; Compose would create an empty directory.
            - Each service has one address for life. Its name resolves to that, and only ready replicas of the live release get traffic.
            - `include`, `extends` and `include.env_file` read files of the project, or of the repository it lies in, and no others.

            Variables (`$A`, `${A}`, `${A:-default}`, `${A-default}`, `${A:?message}`, `${A?message}`, `${A:+other}`, `${A+other}`,
            nested, `$$` for a dollar sign) are filled in everywhere in values, from the environment of the command line and then
            from `.env` in the project directory. Anchors, aliases and merge keys (`<<`) work. How files are found, merged, included
            and extended is told in [guide/compose-files.md](guide/compose-files.md).

            What stands under `x-gantry` may stand in `gantry.yaml` beside the compose file instead: `keepWarm` at the top level and
            each service's keys under `services.<name>`.

            """);
        foreach (var section in KeyTable.Sections) Append(text, section);
        return text.ToString();
    }

    private static void Append(StringBuilder text, KeySection section)
    {
        text.Append("\n## ").Append(section.Path == "(top level)" ? "Top level" : $"`{section.Path}`").Append("\n\n| key | Gantry | what it does, or why not | instead |\n|---|---|---|---|\n");
        foreach (var key in section.Keys)
        {
            text.Append("| `").Append(key.Name).Append("` | ").Append(Word(key.Standing)).Append(" | ").Append(Cell(Sentence(key.Says))).Append(" | ").Append(Cell(key.Remedy)).Append(" |\n");
        }
    }

    private static string Word(Standing standing) => standing switch
    {
        Standing.Honoured => "honoured",
        Standing.InPart => "honoured in part",
        Standing.Noted => "noted",
        Standing.Unsafe => "**refused for safety**",
        _ => "**refused**",
    };

    private static string Sentence(string clause) => char.ToUpperInvariant(clause[0]) + clause[1..].TrimEnd('.') + ".";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
