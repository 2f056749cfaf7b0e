using Gantry.Apps;
using Gantry.Resources;

namespace Gantry.Tests.Apps.Keys;

/// <summary>Commands that run in a container after its start and before its stop.</summary>
public sealed class HookTests : IDisposable
{
    private readonly TemporaryProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void They_are_read_in_their_order_with_all_that_they_say()
    {
        var service = Load("""
            post_start: [{command: warm up --all}, {command: [/bin/fill, "a b"], user: root, working_dir: /srv, environment: [DEPTH=2]}]
                pre_stop: [{command: [hand-over]}]
            """).Definition!.Services[0];
        Assert.Equal(["warm up --all", "/bin/fill a b"], service.PostStart!.Select(h => string.Join(' ', h.Command)));
        Assert.Equal(("root", "/srv", "2"), (service.PostStart![1].User, service.PostStart[1].WorkingDir, service.PostStart[1].Environment!["DEPTH"]));
        Assert.Equal(["hand-over"], Assert.Single(service.PreStop!).Command);
    }

    [Theory]
    [InlineData("post_start: [{user: root}]", "compose.missing-key")]
    [InlineData("post_start: [warm-up]", "compose.wrong-type")]
    [InlineData("post_start: {command: warm-up}", "compose.wrong-type")]
    [InlineData("pre_stop: [{command: a, comand: b}]", "compose.unknown-key")]
    [InlineData("pre_stop: [{command: a, privileged: true}]", "compose.unsafe")]
    public void What_is_no_hook_is_refused(string keys, string code)
    {
        var problem = Assert.Single(Load(keys).Problems);
        Assert.Equal((code, Severity.Error), (problem.Code, problem.Severity));
    }

    [Fact]
    public void What_runs_once_has_none()
    {
        var result = project.Load("services:\n  web: {image: \"w:1\", depends_on: {job: {condition: service_completed_successfully}}}\n  job: {image: \"j:1\", post_start: [{command: a}]}\n");
        Assert.Equal("compose.one-off", Assert.Single(result.Problems).Code);
    }

    private ComposeResult Load(string keys) => project.Load($"services:\n  web:\n    image: web:1\n    {keys}\n");
}
