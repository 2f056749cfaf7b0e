using System.CommandLine;
using System.Text;
using Gantry.Cli.Text;
using Gantry.Trust.Sbom;
using Gantry.Trust.Sbom.Formats;

namespace Gantry.Cli.Commands.Trust;

/// <summary>Says what something is made of. Needs no platform for what lies in a file.</summary>
internal static class SbomCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("sbom", "Print what an image, a folder or a file is made of");
        var what = BillSource.Argument();
        var format = new Option<string>("--format") { Description = "cyclonedx (1.6) or spdx (2.3)", DefaultValueFactory = static _ => "cyclonedx", HelpName = "FORMAT" };
        format.AcceptOnlyFromAmong("cyclonedx", "spdx");
        command.Add(what);
        command.Add(format);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var bill = await BillSource.ReadAsync(session, parse.GetValue(what)!, cancel);
            using var buffer = new MemoryStream();
            if (parse.GetValue(format) == "spdx") Spdx.Write(bill, session.Now, buffer);
            else CycloneDx.Write(bill, session.Now, buffer);
            session.Terminal.Send(Encoding.UTF8.GetString(buffer.ToArray()) + "\n");
            foreach (var note in bill.Notes) session.Terminal.WriteError(Paragraph.Wrap(Line.Of("note: ", Tone.Accent), note, session.Terminal.Width, indent: 2));
            return 0;
        }));
        return command;
    }
}
