using Gantry.Engine;

namespace Gantry.Simulation.Fakes;

/// <summary>The conformance suite's program as the fake engine plays it. The real one is a script: see <c>testdata/act</c> of the integration tests.</summary>
public static class FakeAct
{
    public const string Name = "gantry-conformance:latest", Id = "sha256:c0f0000000000000000000000000000000000000000000000000000000000000";

    public static FakeImage Image(FakeMachine machine) => new(new EngineImage { Id = Id, Tags = [Name] })
    {
        Behave = container => Behave(machine, container),
        Exec = (_, command) => Exec(command),
    };

    private static FakeBehaviour Behave(FakeMachine machine, FakeContainer container)
    {
        var behaviour = Program(machine, container, [.. container.Order.Spec.Command ?? []]);
        return container.Order.Spec.Healthcheck is { Test: [.., var code] } && code != "0" ? behaviour with { HealthyAfter = null } : behaviour;
    }

    private static FakeBehaviour Program(FakeMachine machine, FakeContainer container, List<string> words)
    {
        switch (words.Skip(1).ToList())
        {
            case ["run"]: return new FakeBehaviour();
            case ["exit", var code]: return Ends(int.Parse(code));
            case ["stubborn"]: return new FakeBehaviour { StopTakes = null };
            case ["say", var text]: return new FakeBehaviour { Says = [(false, text), (true, text)] };
            case ["tell", var text]: return Ends(0) with { Says = [(false, text)] };
            case ["write", var path, var text]:
                machine.Files[Place(container, path)] = text;
                return Ends(0);
            case ["read", var path]: return Ends(0) with { Says = [(false, machine.Files.GetValueOrDefault(Place(container, path), ""))] };
            default: throw new FakeRefusal(container.Name, words is ["/bin/act", ..] ? EngineCodes.Refused : EngineCodes.CommandNotFound);
        }
    }

    private static (int ExitCode, string Output, TimeSpan Takes) Exec(IReadOnlyList<string> command) => command switch
    {
        ["/bin/act", "exit", var code] => (int.Parse(code), "", TimeSpan.Zero),
        ["/bin/act", "tell", var text] => (0, text + "\n", TimeSpan.Zero),
        ["/bin/act", "sleep", var seconds] => (0, "", TimeSpan.FromSeconds(int.Parse(seconds))),
        _ => (127, "", TimeSpan.Zero),
    };

    private static FakeBehaviour Ends(int code) => new() { EndsAfter = TimeSpan.FromMilliseconds(20), ExitCode = code };

    private static string Place(FakeContainer container, string path)
    {
        var mount = container.Order.Spec.Mounts.FirstOrDefault(m => path.StartsWith(m.Target + "/", StringComparison.Ordinal));
        return mount is null ? $"{container.Id}{path}" : mount.Source + path[mount.Target.Length..];
    }
}
