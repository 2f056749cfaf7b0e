using Gantry.Cli;
using Gantry.Cli.Commands;
using Gantry.Resources.Platforms;

if (args is ["--version"])
{
    Console.Out.WriteLine(BuildIdentity.Version);
    return 0;
}

if (args is ["up" or "plan", ..]) _ = Task.Run(Planning.Prepare);
var session = Session.OfProcess();
try
{
    return await GantryCommand.RunAsync(session, args);
}
catch (OperationCanceledException)
{
    return 130;
}
catch (IOException) when (Console.IsOutputRedirected)
{
    // Whoever read the output has had enough of it (gantry logs | head).
    return 141;
}
