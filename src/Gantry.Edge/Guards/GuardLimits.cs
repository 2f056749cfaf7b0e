using System.Globalization;

namespace Gantry.Edge.Guards;

/// <summary>What a client may cost: how long it may take, how slow it may be, how many connections it may have.</summary>
public sealed record GuardLimits
{
    /// <summary>The variable of the environment that says them where no option does.</summary>
    public const string Variable = "GANTRY_EDGE_LIMITS";

    private const int MostConnections = 50_000;

    /// <summary>The HTTP server of the general lane looks at the time once a second.</summary>
    private const int ShortestGrace = 2;

    /// <summary>From the first byte of a head to its last, however they come.</summary>
    public TimeSpan Head { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A connection without a request.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The least, in bytes a second, of a body that is waited for and of an answer that waits to be taken. 0: as slow as they like.</summary>
    public int Rate { get; init; } = 240;

    /// <summary>How far a client may fall behind the rate.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections in all.</summary>
    public int Connections { get; init; } = MostConnections;

    /// <summary>Connections from one address.</summary>
    public int Client { get; init; } = MostConnections / 4;

    /// <summary>As they are without a word, for a process that may have so many handles: a request takes two.</summary>
    public static GuardLimits For(long handles)
    {
        var connections = (int)Math.Clamp(handles * 6 / 10, 64, MostConnections);
        return new GuardLimits { Connections = connections, Client = Math.Max(16, connections / 4) };
    }

    /// <summary>Changes those that the text names: <c>head=20,idle=120,rate=240,grace=10,connections=12000,client=3000</c>.</summary>
    /// <returns>Null: it is wrong.</returns>
    public GuardLimits? With(string text, out string wrong)
    {
        var limits = this;
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (name, value) = part.IndexOf('=') is > 0 and var at ? (part[..at], part[(at + 1)..]) : (part, "");
            wrong = $"\"{part}\" is not a limit such as head=20: the names are head, idle, rate, grace, connections and client, and the values whole numbers above zero (rate may be 0, grace is at least {ShortestGrace}).";
            if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || (number == 0 && name != "rate") || (name == "grace" && number < ShortestGrace)) return null;
            var time = TimeSpan.FromSeconds(number);
            var next = name switch
            {
                "head" => limits with { Head = time },
                "idle" => limits with { Idle = time },
                "rate" => limits with { Rate = number },
                "grace" => limits with { Grace = time },
                "connections" => limits with { Connections = number },
                "client" => limits with { Client = number },
                _ => null,
            };
            if (next is null) return null;
            limits = next;
        }
        wrong = "";
        return limits;
    }
}
