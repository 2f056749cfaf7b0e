using System.Runtime.InteropServices;
using Gantry.Edge;
using Gantry.Edge.Guards;
using Gantry.Edge.Takeover;

var options = EdgeOptions.Parse(args, out var problem, Environment.GetEnvironmentVariable(EdgeOptions.FastLaneVariable), Environment.GetEnvironmentVariable(GuardLimits.Variable));
if (options is null)
{
    Console.Error.WriteLine($"gantry-edge: {problem}");
    return 2;
}

// Everything that this process makes, the control socket among it, is its owner's alone.
_ = OwnerOnly.Umask(0b000_111_111);
try
{
    await using var edge = await EdgeProcess.CreateAsync(options, TimeProvider.System);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, edge));
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, edge));
    await edge.RunAsync();
    return 0;
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"gantry-edge: {options.Home}: {error.Message} Another gantry-edge may serve this home: stop it, or choose another --home and --socket.");
    return 1;
}

catch (TakeoverException no)
{
    Console.Error.WriteLine($"gantry-edge: {options.Home}: {no.Message} It goes on serving.");
    return 3;
}

static void Stop(PosixSignalContext signal, EdgeProcess edge)
{
    signal.Cancel = true;
    edge.Stop();
}

internal static partial class OwnerOnly
{
    [LibraryImport("libc", EntryPoint = "umask")]
    public static partial uint Umask(uint mask);
}
