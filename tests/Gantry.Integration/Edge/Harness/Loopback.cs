using System.Net;

namespace Gantry.Integration.Edge.Harness;

/// <summary>Gives out addresses of this machine that nobody else uses, so that every test has all ports to itself.</summary>
internal static class Loopback
{
    private static int last = Environment.ProcessId % 20_000 * 100;

    public static IPAddress Next()
    {
        var number = Interlocked.Increment(ref last);
        return new IPAddress([127, (byte)(16 + (number / 62_500 % 200)), (byte)(1 + (number / 250 % 250)), (byte)(1 + (number % 250))]);
    }
}
