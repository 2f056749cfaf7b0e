using System.Text;
using Gantry.Apps;
using Gantry.Apps.Lint;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Tests.Architecture;

namespace Gantry.Tests.Apps;

/// <summary>What goldens cannot hold: odd files, links, secrets and other surroundings.</summary>
public sealed class ReadingTests : IDisposable
{
    private const string Web = "services:\n  web:\n    image: web:1\n";
    private readonly TemporaryProject project = new();

    public void Dispose() => project.Dispose();

    private static string Code(ComposeResult result) => Assert.Single(result.Problems, p => p.Severity == Severity.Error).Code;

    [Fact]
    public void A_directory_without_a_compose_file_is_told() => Assert.Equal("compose.file-not-found", Code(project.Load()));

    [Fact]
    public void A_directory_that_is_not_there_is_told() =>
        Assert.Equal("compose.file-not-found", Code(ComposeProject.Load(new ComposeInput { ProjectDirectory = Path.Combine(project.Folder, "nope") })));

    [Fact]
    public void A_named_file_that_is_not_there_is_told() =>
        Assert.Equal("compose.file-not-found", Code(ComposeProject.Load(new ComposeInput { ProjectDirectory = project.Folder, Files = ["x.yaml"] })));

    [Fact]
    public void Each_of_several_files_that_is_not_there_is_told() => Assert.Equal(["a.yaml", "b.yaml"],
        ComposeProject.Load(new ComposeInput { ProjectDirectory = project.Folder, Files = ["a.yaml", "b.yaml"] }).Problems.Select(p => p.Place));

    [Fact]
    public void A_named_file_is_read_and_named_in_messages()
    {
        project.Write("sub/prod.yaml", Web + "    nope: 1\n");
        var result = ComposeProject.Load(new ComposeInput { ProjectDirectory = project.Folder, Files = ["sub/prod.yaml"] });
        Assert.Equal("sub/prod.yaml:4:5", Assert.Single(result.Problems).Place);
    }

    [Fact]
    public void The_usual_names_are_found_in_order_and_the_others_are_told()
    {
        project.Write("docker-compose.yml", "nonsense: 1");
        project.Write("compose.override.yml", "services: {web: {init: true}}");
        project.Write("docker-compose.override.yml", "nonsense: 1");
        var result = project.Load(Web);
        Assert.True(result.Definition!.Services[0].Init);
        Assert.Equal("compose.override.yml", Assert.Single(result.Problems, p => p.Code == "compose.override-merged").Place);
        Assert.Equal(["docker-compose.override.yml", "docker-compose.yml"], result.Problems.Where(p => p.Code == "compose.file-ignored").Select(p => p.Place));
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused() => Assert.Equal("compose.unreadable-file", Code(project.Load("# " + new string('x', 1024 * 1024))));

    [Fact]
    public void A_file_that_is_no_text_is_refused()
    {
        File.WriteAllBytes(Path.Combine(project.Folder, "compose.yaml"), [0xff, 0xfe, 0x00, 0x80]);
        Assert.Equal("compose.unreadable-file", Code(project.Load()));
    }

    [Fact]
    public void A_byte_order_mark_and_windows_line_ends_are_fine()
    {
        File.WriteAllText(Path.Combine(project.Folder, "compose.yaml"), Web.Replace("\n", "\r\n", StringComparison.Ordinal), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.NotNull(project.Load().Definition);
    }

    [Fact]
    public void The_process_wins_over_dotenv()
    {
        project.Write(".env", "TAG=file\nOTHER=file\n");
        var web = project.Load("services:\n  web:\n    image: web:${TAG}-${OTHER}\n", ("TAG", "process")).Definition!.Services[0];
        Assert.Equal("web:process-file", web.Image);
    }

    [Fact]
    public void The_name_of_the_project_can_be_filled_in() =>
        Assert.Equal("my-app/web:1", project.Load("name: my-${KIND}\nservices:\n  web:\n    image: ${COMPOSE_PROJECT_NAME}/web:1\n", ("KIND", "app")).Definition!.Services[0].Image);

    [Theory]
    [InlineData("Production")]
    [InlineData("")]
    [InlineData("a.b")]
    public void An_environment_is_a_label(string environment)
    {
        project.Write("compose.yaml", Web);
        Assert.Equal("compose.bad-name", Code(ComposeProject.Load(new ComposeInput { ProjectDirectory = project.Folder, Environment = environment })));
    }

    [Theory]
    [InlineData("", "web")]
    [InlineData("debug", "tool web")]
    [InlineData("*", "extra tool web")]
    public void Profiles_choose_services(string profile, string services)
    {
        project.Write("compose.yaml", Web + "  tool: {image: \"t:1\", profiles: [debug, other]}\n  extra: {image: \"e:1\", profiles: [more]}\n");
        var result = ComposeProject.Load(new ComposeInput { ProjectDirectory = project.Folder, Profiles = profile.Length == 0 ? [] : [profile] });
        Assert.Equal(services, string.Join(' ', result.Definition!.Services.Select(s => s.Name)));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/etc")]
    [InlineData("/var/run/docker.sock")]
    public void A_link_does_not_hide_what_is_mounted(string target)
    {
        Directory.CreateSymbolicLink(Path.Combine(project.Folder, "first"), "second");
        Directory.CreateSymbolicLink(Path.Combine(project.Folder, "second"), target);
        Assert.Equal("compose.unsafe", Code(project.Load(Web + "    volumes: [\"./first:/data\"]\n")));
    }

    [Fact]
    public void Links_in_a_circle_end()
    {
        Directory.CreateSymbolicLink(Path.Combine(project.Folder, "a"), "b");
        Directory.CreateSymbolicLink(Path.Combine(project.Folder, "b"), "a");
        Assert.NotNull(project.Load(Web + "    volumes: [\"./a/x:/data\"]\n").Problems);
    }

    [Fact]
    public void A_directory_or_a_device_in_place_of_a_file_is_refused_or_bounded()
    {
        Directory.CreateDirectory(Path.Combine(project.Folder, "dir.env"));
        Assert.Equal("compose.unreadable-file", Code(project.Load(Web + "    env_file: dir.env\n")));
        Assert.NotEmpty(project.Load(Web + "    env_file: /dev/zero\n").Problems);
    }

    [Theory]
    [InlineData("environment: [\"A ${S}\"]")]
    [InlineData("environment: {A: [\"${S}\"]}")]
    [InlineData("environment: {A: \"${S}${\"}")]
    [InlineData("environment: [\"A=${S}\", \"A=${S}\"]")]
    [InlineData("environment: \"${S}\"")]
    [InlineData("build: {context: ., dockerfile: \"${S}\", args: {A: \"${S}\"}}")]
    [InlineData("labels: [\"${S}\", \"${S}\"]")]
    [InlineData("command: \"'${S}\"")]
    [InlineData("restart: ${S}")]
    [InlineData("ports: [\"${S}:${S}\"]")]
    [InlineData("user: \"${X:?${S}}\"")]
    [InlineData("stop_signal: \"${S}\"")]
    [InlineData("healthcheck: {interval: \"${S}\"}")]
    [InlineData("image: \"${S} ${S}\"")]
    [InlineData("environment: {P: se-cret-value}\n    broken")]
    [InlineData("environment: {P: \"se-cret-value}")]
    [InlineData("environment:\n      P: se-cret-value: x")]
    public void No_message_holds_the_value_of_a_variable_or_a_line_of_the_file(string line)
    {
        var result = project.Load($"services:\n  web:\n    {line}\n", ("S", "se-cret-value"));
        Assert.NotEmpty(result.Problems);
        var dockerfile = line.Contains("dockerfile", StringComparison.Ordinal);
        Assert.All(result.Problems, p => Assert.DoesNotContain("se-cret-value", dockerfile ? p.Message.Replace("no file 'se-cret-value'", "", StringComparison.Ordinal) : $"{p} {string.Join(' ', p.Details)}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_bad_env_file_is_told_without_its_text()
    {
        project.Write("bad.env", "PASSWORD se-cret-value\nA='se-cret-value\n");
        var result = project.Load(Web + "    env_file: bad.env\n");
        Assert.Equal(["bad.env:1:1", "bad.env:2:1"], result.Problems.Select(p => p.Place));
        Assert.All(result.Problems, p => Assert.DoesNotContain("se-cret", p.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void The_sample_is_accepted_without_a_complaint()
    {
        var result = ComposeProject.Load(new ComposeInput { ProjectDirectory = Path.Combine(SourceTree.Root, "samples/shop") });
        Assert.Empty(Linter.Check(result).Select(p => p.ToString()));
        Assert.NotNull(result.Definition);
    }

    [Fact]
    public void A_bind_mount_outside_of_the_system_is_taken_with_its_absolute_path()
    {
        project.Write("conf/app.conf", "");
        Assert.Equal(new MountDefinition(MountKind.Bind, Path.Combine(project.Folder, "conf/app.conf"), "/app.conf", ReadOnly: true),
            Assert.Single(project.Load(Web + "    volumes: [\"./conf/../conf/app.conf:/app.conf:ro\"]\n").Definition!.Services[0].Mounts));
    }
}
