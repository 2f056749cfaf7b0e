using Gantry.Engine;

namespace Gantry.Simulation.Fakes;

/// <summary>How a process of an image behaves.</summary>
public sealed record FakeBehaviour
{
    /// <summary>It ends by itself after this; null: when it is told to.</summary>
    public TimeSpan? EndsAfter { get; init; }
    public int ExitCode { get; init; }

    /// <summary>From when on it answers on its ports; null: never.</summary>
    public TimeSpan? ListensAfter { get; init; } = TimeSpan.Zero;

    /// <summary>How long it takes to end after the stop signal; null: it takes no notice.</summary>
    public TimeSpan? StopTakes { get; init; } = TimeSpan.Zero;

    /// <summary>What it exits with after the stop signal.</summary>
    public int StopExitCode { get; init; }

    /// <summary>What it writes right after its start.</summary>
    public IReadOnlyList<(bool Error, string Text)> Says { get; init; } = [];

    /// <summary>When the engine's health check says healthy, for a container that has one; null: it becomes unhealthy.</summary>
    public TimeSpan? HealthyAfter { get; init; } = TimeSpan.Zero;
}

/// <summary>An image of the fake engine.</summary>
public sealed record FakeImage(EngineImage Image)
{
    /// <summary>What a container made from an order does when it is started. May throw <see cref="FakeRefusal"/>.</summary>
    public Func<FakeContainer, FakeBehaviour> Behave { get; init; } = _ => new FakeBehaviour();

    /// <summary>What a command run inside does.</summary>
    public Func<FakeContainer, IReadOnlyList<string>, (int ExitCode, string Output, TimeSpan Takes)> Exec { get; init; } =
        (_, _) => (0, "", TimeSpan.Zero);

    public static FakeImage Named(string name, string id) => new(new EngineImage { Id = id, Tags = [name] });
}
