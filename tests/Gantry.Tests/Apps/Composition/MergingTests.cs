using Gantry.Apps;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Tests.Apps.Composition;

/// <summary>Several files become one app, by the specification's rules. What the whole tree looks like is in testdata/Compose.</summary>
public sealed class MergingTests : IDisposable
{
    private const string Web = "services:\n  web:\n    image: web:1\n";
    private readonly TemporaryProject project = new();

    public void Dispose() => project.Dispose();

    private ComposeResult Load(params string[] files)
    {
        var names = files.Select((text, i) => Path.GetFileName(project.Write($"{(char)('a' + i)}.yaml", text))).ToList();
        return ComposeProject.Load(new ComposeInput { ProjectDirectory = project.Folder, Files = names });
    }

    private static ServiceDefinition Service(ComposeResult result) => Assert.Single(result.Definition?.Services ?? throw new InvalidOperationException(string.Join('\n', result.Problems)));

    [Fact]
    public void A_later_file_wins_and_adds()
    {
        var web = Service(Load(Web + "    command: [a, b]\n    environment: [A=1, B=2]\n    ports: [\"8080:80\"]\n",
            "services: {web: {image: \"web:2\", command: [c], environment: {B: 3, C: 4}, ports: [\"8081:81\", \"8080:80\"]}}\n"));
        Assert.Equal("web:2", web.Image);
        Assert.Equal(["c"], web.Command);
        Assert.Equal(["A=1", "B=3", "C=4"], web.Environment.Select(e => $"{e.Key}={e.Value}"));
        Assert.Equal([8080, 8081], web.Ports.Select(p => p.Published));
    }

    [Fact]
    public void Reset_takes_out_and_override_replaces()
    {
        var web = Service(Load(Web + "    init: true\n    ports: [\"8080:80\"]\n    environment: {A: 1, B: 2}\n    volumes: [\"d:/d\"]\nvolumes: {d: }\n",
            "services: {web: {init: !reset true, ports: !override [\"9090:80\"], environment: {A: !reset null}, volumes: !reset []}}\n"));
        Assert.False(web.Init);
        Assert.Equal([9090], web.Ports.Select(p => p.Published));
        Assert.Equal(["B"], web.Environment.Keys);
        Assert.Empty(web.Mounts);
    }

    [Fact]
    public void Tags_in_a_single_file_do_what_they_say() =>
        Assert.Empty(Service(Load(Web + "    ports: !reset [\"8080:80\"]\n    environment: !override {A: !reset 1}\n")).Environment);

    [Fact]
    public void A_map_and_a_list_that_do_not_fit_together_are_told_with_both_places()
    {
        var problem = Assert.Single(Load(Web + "    healthcheck: {test: x}\n", "services:\n  web:\n    healthcheck: [a]\n").Problems, p => p.Code == "compose.bad-merge");
        Assert.Equal("b.yaml:3:18", problem.Place);
        Assert.Contains("'services.web.healthcheck' is a list here and a map at a.yaml:4:18", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_is_told_at_the_file_that_says_it()
    {
        var result = Load(Web + "    stop_grace_period: 10s\n    restart: nope\n", "services:\n  web:\n    stop_grace_period: never\n");
        Assert.Equal(["a.yaml:5:14", "b.yaml:3:24"], result.Problems.Where(p => p.Severity == Severity.Error).Select(p => p.Place));
    }

    [Fact]
    public void Variables_are_filled_in_before_merging_and_are_required_even_where_overruled() =>
        Assert.Equal("compose.required-variable", Assert.Single(Load("services: {web: {image: \"${X:?needed}\"}}\n", Web).Problems, p => p.Severity == Severity.Error).Code);

    [Fact]
    public void Every_key_of_every_file_is_accounted_for_at_its_own_place()
    {
        var result = Load("x-a: &a {init: true}\nservices:\n  web:\n    <<: *a\n    image: web:1\n    environment: [A=1]\n    ports: [{target: 80, published: 80}]\n",
            "services:\n  web:\n    image: web:2\n    init: !reset null\n    environment:\n      B: 1\n");
        string[] expected =
        [
            "x-a a.yaml:1:1", "x-a.init a.yaml:1:10", "services a.yaml:2:1", "services.web a.yaml:3:3", "services.web.<< a.yaml:4:5", "services.web.init a.yaml:1:10", "services.web.image a.yaml:5:5",
            "services.web.environment a.yaml:6:5", "services.web.ports a.yaml:7:5", "services.web.ports[0].target a.yaml:7:14", "services.web.ports[0].published a.yaml:7:26",
            "services b.yaml:1:1", "services.web b.yaml:2:3", "services.web.image b.yaml:3:5", "services.web.init b.yaml:4:5", "services.web.environment b.yaml:5:5", "services.web.environment.B b.yaml:6:7",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), result.Accounted.Select(a => $"{a.Path} {a.Place}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Files_can_be_named_by_a_variable_with_its_own_separator()
    {
        project.Write("sub/a.yaml", Web + "    build: .\n");
        project.Write("sub/Dockerfile", "FROM scratch\n");
        project.Write("sub/b.yaml", "services: {web: {init: true}}\n");
        project.Write(".env", "COMPOSE_FILE=sub/a.yaml;sub/b.yaml\nCOMPOSE_PATH_SEPARATOR=;\nCOMPOSE_PROJECT_NAME=shop\n");
        var app = project.Load().Definition!;
        Assert.True(app.Services[0].Init);
        Assert.Equal(("shop", Path.Combine(project.Folder, "sub")), (app.Name, app.ProjectDirectory));
        Assert.Equal(Path.Combine(project.Folder, "sub"), app.Services[0].Build!.Context);
    }

    [Theory]
    [InlineData("a", "a web")]
    [InlineData("a, b", "a b web")]
    [InlineData("", "web")]
    public void Profiles_can_be_named_by_a_variable(string profiles, string services) => Assert.Equal(services, string.Join(' ',
        project.Load(Web + "  a: {image: \"a:1\", profiles: [a]}\n  b: {image: \"b:1\", profiles: [b]}\n", ("COMPOSE_PROFILES", profiles)).Definition!.Services.Select(s => s.Name)));

    [Fact]
    public void Files_of_variables_can_be_named()
    {
        project.Write("one.env", "A=one\nB=one\n");
        project.Write("two.env", "B=two-$A\n");
        project.Write(".env", "A=env\nC=env\n");
        project.Write("compose.yaml", "services: {web: {image: \"w:${A}-${B}-${C:-none}\"}}\n");
        var input = new ComposeInput { ProjectDirectory = project.Folder, EnvFiles = ["one.env", "two.env"] };
        Assert.Equal("w:one-two-one-none", ComposeProject.Load(input).Definition!.Services[0].Image);
        Assert.Equal("w:one-two-one-none", project.Load(("COMPOSE_ENV_FILES", "one.env,two.env")).Definition!.Services[0].Image);
        Assert.Equal("w:x--none", project.Load(("COMPOSE_DISABLE_ENV_FILE", "1"), ("A", "x"), ("B", "")).Definition!.Services[0].Image);
        Assert.Equal("compose.file-not-found", Assert.Single(ComposeProject.Load(input with { EnvFiles = ["none.env"] }).Problems, p => p.Place == "none.env").Code);
    }

    [Theory]
    [InlineData("Bad Name")]
    [InlineData("-")]
    public void A_bad_name_in_a_variable_is_told(string name) =>
        Assert.Equal("COMPOSE_PROJECT_NAME", Assert.Single(project.Load(Web, ("COMPOSE_PROJECT_NAME", name)).Problems, p => p.Severity == Severity.Error).Place);
}
