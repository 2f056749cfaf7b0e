using Gantry.Simulation;
using Gantry.Simulation.Planted;
using Gantry.Simulation.Store;
using Xunit.Runner.InProc.SystemConsole;

// A test program that also plays the part of a process that tests start and kill.
return args switch
{
    ["store-writer", var directory] => await StoreWriter.RunAsync(directory),
    ["store-open", var directory] => StoreWriter.Open(directory),
    ["replay", .. var rest] => Replay.Run(rest),
    ["seeds", var first, var count] => Replay.Many(int.Parse(first, System.Globalization.CultureInfo.InvariantCulture), int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)),
    ["shrink", .. var rest] => Shrink.Run(rest),
    ["bugs"] => BugList.Print(200, []),
    ["bugs", var most, .. var names] => BugList.Print(int.Parse(most, System.Globalization.CultureInfo.InvariantCulture), names),
    _ => await ConsoleRunner.Run(args),
};
