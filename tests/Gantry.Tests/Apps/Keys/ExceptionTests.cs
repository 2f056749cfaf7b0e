using Gantry.Apps;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Tests.Apps.Keys;

/// <summary>What is unsafe is refused, and allowed only by name and with a reason.</summary>
public sealed class ExceptionTests : IDisposable
{
    private readonly TemporaryProject project = new();

    public static TheoryData<string, string> Unsafe => new()
    {
        { "privileged: true", "privileged" },
        { "cap_add: [ALL]", "cap_add=ALL" },
        { "cap_add: [cap_sys_admin]", "cap_add=SYS_ADMIN" },
        { "devices: [\"/dev/null\"]", "devices=/dev/null" },
        { "device_cgroup_rules: [\"c 1:3 mr\"]", "device_cgroup_rules=c 1:3 mr" },
        { "gpus: all", "gpus" },
        { "deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}", "deploy.resources.reservations.devices" },
        { "security_opt: [\"seccomp:unconfined\"]", "security_opt=seccomp=unconfined" },
        { "security_opt: [\"apparmor=unconfined\"]", "security_opt=apparmor=unconfined" },
        { "security_opt: [\"no-new-privileges:false\"]", "security_opt=no-new-privileges=false" },
        { "network_mode: host", "network_mode=host" },
        { "pid: host", "pid=host" },
        { "ipc: host", "ipc=host" },
        { "uts: host", "uts=host" },
        { "userns_mode: host", "userns_mode=host" },
        { "cgroup: host", "cgroup=host" },
        { "cgroup_parent: /mine", "cgroup_parent=/mine" },
        { "oom_kill_disable: true", "oom_kill_disable" },
        { "oom_score_adj: -1", "oom_score_adj" },
        { "volumes: [\"/etc:/etc\"]", "volumes=/etc" },
        { "build: {context: ., dockerfile_inline: FROM a, network: host}", "build.network=host" },
        { "volumes: [{type: bind, source: /proc, target: /host/proc}]", "volumes=/proc" },
    };

    public void Dispose() => project.Dispose();

    [Theory, MemberData(nameof(Unsafe))]
    public void What_is_unsafe_is_refused_with_the_exception_that_would_allow_it(string line, string what)
    {
        var problem = Assert.Single(Load(line).Problems);
        Assert.Equal(("compose.unsafe", Severity.Error), (problem.Code, problem.Severity));
        Assert.StartsWith("compose.yaml:4:", problem.Place, StringComparison.Ordinal);
        Assert.Contains($"what: \"{what}\"", problem.Help, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Unsafe))]
    public void A_named_and_reasoned_exception_allows_it_and_is_part_of_the_app(string line, string what)
    {
        var result = Load(line, $"what: \"{what}\", reason: \"the old driver needs it\"");
        Assert.Empty(result.Problems.Select(p => p.ToString()));
        Assert.Equal([new SafetyException(what, "the old driver needs it")], result.Definition!.Services[0].Exceptions!);
    }

    [Theory]
    [InlineData("what: privileged", "compose.missing-key")]
    [InlineData("what: privileged, reason: \"\"", "compose.bad-value")]
    [InlineData("what: privileged, reason: because", "compose.bad-value")]
    [InlineData("reason: the old driver needs it", "compose.missing-key")]
    [InlineData("what: priviledged, reason: the old driver needs it", "compose.unknown-value")]
    [InlineData("what: cap_add, reason: the old driver needs it", "compose.bad-value")]
    [InlineData("what: privileged=true, reason: the old driver needs it", "compose.bad-value")]
    public void An_exception_needs_a_known_name_and_a_reason(string exception, string code)
    {
        var result = Load("privileged: true", exception);
        Assert.Null(result.Definition);
        Assert.Equal(["compose.unsafe", code], result.Problems.Select(p => p.Code).Order(StringComparer.Ordinal).OrderByDescending(c => c == "compose.unsafe"));
    }

    [Fact]
    public void An_exception_for_one_thing_allows_nothing_else()
    {
        var result = Load("cap_add: [SYS_ADMIN, NET_ADMIN]", "what: cap_add=NET_ADMIN, reason: it sets up a tunnel");
        Assert.Contains("SYS_ADMIN", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_that_nothing_needs_is_told()
    {
        var result = Load("user: \"1\"", "what: cap_add=NET_ADMIN, reason: it sets up a tunnel");
        Assert.Equal(("compose.unused-exception", Severity.Warning), Assert.Single(result.Problems) is var p ? (p.Code, p.Severity) : default);
        Assert.Null(result.Definition!.Services[0].Exceptions);
    }

    [Fact]
    public void Exceptions_may_stand_in_the_other_file()
    {
        project.Write("gantry.yaml", "services:\n  web:\n    allow:\n      - {what: privileged, reason: the old driver needs it}\n");
        Assert.NotNull(Load("privileged: true").Definition);
    }

    [Theory]
    [InlineData("2027-01-30", null)]
    [InlineData("2027-01-17", null)]
    [InlineData("2027-01-16", "compose.expiring-exception")]
    [InlineData("2027-01-03", "compose.expiring-exception")]
    [InlineData("2027-01-02", "compose.expired-exception")]
    [InlineData("2020-12-31", "compose.expired-exception")]
    public void An_exception_with_an_end_is_warned_of_in_its_last_two_weeks_and_counts_for_nothing_after(string until, string? code)
    {
        var result = Load("privileged: true", $"what: privileged, reason: the old driver needs it, until: {until}", new DateOnly(2027, 1, 3));
        Assert.Equal(code is null ? [] : [code], result.Problems.Select(p => p.Code));
        Assert.Equal(code == "compose.expired-exception", result.Definition is null);
        Assert.All(result.Problems, p => Assert.Contains(until, p.Message, StringComparison.Ordinal));
        Assert.All(result.Problems, p => Assert.StartsWith("compose.yaml:7:", p.Place, StringComparison.Ordinal));
        if (result.Definition is { } app) Assert.Equal(DateOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture), app.Services[0].Exceptions![0].Until);
    }

    [Theory]
    [InlineData("31.01.2027")]
    [InlineData("2027-02-30")]
    [InlineData("soon")]
    public void The_end_of_an_exception_is_a_day(string until) => Assert.Equal(["compose.bad-value"],
        Load("privileged: true", $"what: privileged, reason: the old driver needs it, until: {until}", new DateOnly(2027, 1, 3)).Problems.Select(p => p.Code));

    private ComposeResult Load(string line, string exception, DateOnly today)
    {
        Load(line, exception);
        return ComposeProject.Load(new ComposeInput { ProjectDirectory = project.Folder, Today = today });
    }

    private ComposeResult Load(string line, string? exception = null) => project.Load(
        $"services:\n  web:\n    image: web:1\n    {line}\n" + (exception is null ? "" : $"    x-gantry:\n      allow:\n        - {{{exception}}}\n"));
}
