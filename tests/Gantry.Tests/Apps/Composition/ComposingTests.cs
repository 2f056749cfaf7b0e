using Gantry.Apps;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Tests.Apps.Composition;

/// <summary><c>extends</c> and <c>include</c>: what they take in, and how they end when they do not.</summary>
public sealed class ComposingTests : IDisposable
{
    private readonly TemporaryProject project = new();

    public void Dispose() => project.Dispose();

    private static Problem Error(ComposeResult result) => Assert.Single(result.Problems, p => p.Severity == Severity.Error);

    private static ServiceDefinition Service(ComposeResult result, string name) =>
        (result.Definition ?? throw new InvalidOperationException(string.Join('\n', result.Problems))).Services.Single(s => s.Name == name);

    [Fact]
    public void A_service_takes_over_another_with_its_own_keys_winning()
    {
        var web = Service(project.Load("services:\n  base: {image: \"b:1\", init: true, environment: {A: 1, B: 2}, command: [x]}\n  mid: {extends: base, environment: [B=3]}\n  web: {extends: {service: mid}, image: \"w:1\", command: [y]}\n"), "web");
        Assert.True(web.Init);
        Assert.Equal(("w:1", "y", "A=1 B=3"), (web.Image, web.Command![0], string.Join(' ', web.Environment.Select(e => $"{e.Key}={e.Value}"))));
    }

    [Fact]
    public void Paths_of_an_extended_file_refer_to_its_own_folder()
    {
        project.Write("common/base.yaml", "services:\n  base:\n    build: .\n    env_file: base.env\n    volumes: [\"./conf:/conf:ro\", {type: bind, source: ./more, target: /more}]\n    extends: {service: root, file: deep/root.yaml}\n");
        project.Write("common/deep/root.yaml", "services: {root: {volumes: [\"./root:/root\"]}}\n");
        foreach (var file in (string[])["common/Dockerfile", "common/conf/x", "common/more/x", "common/deep/root/x"]) project.Write(file, "");
        project.Write("common/base.env", "A=1\n");
        var web = Service(project.Load("services: {web: {extends: {file: common/base.yaml, service: base}}}\n"), "web");
        Assert.Equal(Path.Combine(project.Folder, "common"), web.Build!.Context);
        Assert.Equal("1", web.Environment["A"]);
        Assert.Equal(["common/conf", "common/deep/root", "common/more"], web.Mounts.Select(m => Path.GetRelativePath(project.Folder, m.Source)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("services:\n  a: {extends: b, image: \"a:1\"}\n  b: {extends: c}\n  c: {extends: a}\n", "compose.cycle", "a → b → c → a")]
    [InlineData("services: {a: {image: \"a:1\", extends: a}}\n", "compose.cycle", "extends itself")]
    [InlineData("services: {a: {image: \"a:1\", extends: {service: x, file: other.yaml}}}\n", "compose.cycle", "a → x (other.yaml) → a")]
    [InlineData("services: {a: {image: \"a:1\", extends: bas}, base: {image: \"b:1\"}}\n", "compose.unknown-service", "no service 'bas' in compose.yaml")]
    [InlineData("services: {a: {image: \"a:1\", extends: {service: a, file: nope.yaml}}}\n", "compose.file-not-found", "no such file")]
    [InlineData("services: {a: {image: \"a:1\", extends: {file: other.yaml}}}\n", "compose.missing-key", "names no service")]
    [InlineData("services: {a: {image: \"a:1\", extends: {service: a, file: ../outside.yaml}}}\n", "compose.outside-project", "outside of the project")]
    [InlineData("services: {a: {image: \"a:1\", extends: {service: a, file: /etc/passwd}}}\n", "compose.outside-project", "outside of the project")]
    [InlineData("services: {a: {image: \"a:1\", extends: {service: a, file: \"https://example.org/a.yaml\"}}}\n", "compose.refused-value", "elsewhere")]
    [InlineData("include: [compose.yaml]\nservices: {a: {image: \"a:1\"}}\n", "compose.cycle", "compose.yaml → compose.yaml")]
    [InlineData("include: [loop/a.yaml]\nservices: {a: {image: \"a:1\"}}\n", "compose.cycle", "loop/a.yaml → loop/b.yaml → loop/a.yaml")]
    [InlineData("include: [../outside.yaml]\nservices: {a: {image: \"a:1\"}}\n", "compose.outside-project", "outside of the project")]
    [InlineData("include: [link.yaml]\nservices: {a: {image: \"a:1\"}}\n", "compose.outside-project", "outside of the project")]
    [InlineData("include: [nope.yaml]\nservices: {a: {image: \"a:1\"}}\n", "compose.file-not-found", "no such file")]
    [InlineData("include: [loop]\nservices: {a: {image: \"a:1\"}}\n", "compose.file-not-found", "is a directory")]
    [InlineData("include: [{paths: x.yaml}]\nservices: {a: {image: \"a:1\"}}\n", "compose.unknown-key", "not a key of include")]
    [InlineData("include: [same.yaml]\nservices: {x: {image: \"a:1\"}}\n", "compose.include-conflict", "'services.x'")]
    public void What_cannot_be_taken_in_is_told(string text, string code, string part)
    {
        project.Write("other.yaml", "services: {x: {init: true, extends: {service: a, file: compose.yaml}}}\n");
        project.Write("same.yaml", "services: {x: {image: \"a:2\"}}\n");
        project.Write("loop/a.yaml", "include: [b.yaml]\n");
        project.Write("loop/b.yaml", "include: [a.yaml]\n");
        File.CreateSymbolicLink(Path.Combine(project.Folder, "link.yaml"), "/etc/hostname");
        var result = project.Load(text);
        var problem = result.Problems.First(p => p.Code == code);
        Assert.Contains(part, problem.Message, StringComparison.Ordinal);
        Assert.Equal(code == "compose.unknown-key" ? 2 : 1, result.Problems.Count(p => p.Severity == Severity.Error && p.Code != "compose.no-image"));
    }

    [Fact]
    public void A_profile_and_the_place_of_a_secret_may_be_variables()
    {
        project.Write("s", "x");
        var result = project.Load("services: {web: {image: \"w:1\", profiles: [\"${P}\"], secrets: [{source: s, target: \"${T}\"}]}}\nsecrets: {s: {file: ./s}}\n", ("P", "p"), ("T", "/run/x"), ("COMPOSE_PROFILES", "p"));
        Assert.DoesNotContain(result.Problems, p => p.Severity == Severity.Error);
    }

    [Fact]
    public void An_included_project_has_its_own_folder_and_variables()
    {
        project.Write("db/compose.yaml", "services: {db: {image: \"db:${TAG}\", env_file: db.env, volumes: [\"./conf:/conf\", \"data:/data\"], networks: [back]}}\nnetworks: {back: }\nvolumes: {data: }\n");
        project.Write("db/.env", "TAG=db\nOTHER=db\n");
        project.Write("db/db.env", "A=1\n");
        project.Write("db/conf/x", "");
        project.Write(".env", "TAG2=1\n");
        var result = project.Load("include: [db/compose.yaml]\nservices: {web: {image: \"w:${TAG2}${OTHER:-none}\", depends_on: [db], networks: [back]}}\n");
        Assert.Equal("w:1none", Service(result, "web").Image);
        var db = Service(result, "db");
        Assert.Equal(("db:db", "1", Path.Combine(project.Folder, "db/conf")), (db.Image, db.Environment["A"], db.Mounts.First(m => m.Kind == MountKind.Bind).Source));
        Assert.Equal("db:outer", Service(project.Load(("TAG", "outer")), "db").Image);
    }

    [Fact]
    public void An_include_can_merge_files_and_choose_folder_and_variables()
    {
        project.Write("lib/a.yaml", "services: {db: {image: \"db:${TAG}\", volumes: [\"./conf:/conf\"]}}\n");
        project.Write("b.yaml", "services: {db: {init: true}}\n");
        project.Write("one.env", "TAG=one\n");
        project.Write("two.env", "TAG=two\n");
        project.Write("conf/x", "");
        var db = Service(project.Load("include: [{path: [lib/a.yaml, b.yaml], project_directory: ., env_file: [one.env, two.env]}]\n"), "db");
        Assert.Equal(("db:two", true, Path.Combine(project.Folder, "conf")), (db.Image, db.Init, Assert.Single(db.Mounts).Source));
    }

    [Fact]
    public void What_is_included_can_be_changed_by_the_override_file()
    {
        project.Write("db.yaml", "services: {db: {image: \"db:1\", init: true}}\n");
        project.Write("compose.override.yaml", "services: {db: {image: \"db:2\"}}\n");
        Assert.Equal(("db:2", true), (Service(project.Load("include: [db.yaml]\n"), "db").Image, Service(project.Load(), "db").Init));
    }

    [Fact]
    public void The_same_definition_in_two_included_files_is_no_conflict()
    {
        project.Write("a.yaml", "include: [net.yaml]\nservices: {a: {image: \"a:1\"}}\n");
        project.Write("b.yaml", "include: [net.yaml]\nservices: {b: {image: \"b:1\"}}\n");
        project.Write("net.yaml", "networks: {back: {driver: bridge}}\n");
        Assert.Equal(2, project.Load("include: [a.yaml, b.yaml]\n").Definition!.Services.Count);
    }

    [Fact]
    public void Files_that_include_many_files_over_and_over_end_in_a_message()
    {
        for (var i = 0; i < 20; i++) project.Write($"f{i}.yaml", $"include: [f{i + 1}.yaml, f{i + 1}.yaml, f{i + 1}.yaml]\nservices: {{s{i}: {{image: \"s:1\"}}}}\n");
        project.Write("f20.yaml", "services: {last: {image: \"s:1\"}}\n");
        Assert.Equal("compose.too-large", Error(project.Load("include: [f0.yaml]\n")).Code);
    }

    [Fact]
    public void Services_that_extend_each_other_a_thousand_deep_end_in_a_message()
    {
        var text = "services:\n  s0: {image: \"a:1\"}\n" + string.Concat(Enumerable.Range(1, 1000).Select(i => $"  s{i}: {{extends: s{i - 1}, ports: [\"{i}:{i}\"]}}\n").Reverse());
        Assert.Contains(project.Load(text).Problems, p => p.Code == "compose.too-deep");
    }

    [Theory]
    [InlineData("services: {web: {image: \"w:1\"}}\n", "services: {web: {prots: !reset []}}\n", "compose.override.yaml:1:18")]
    [InlineData("services: {web: {image: \"w:1\", prots: []}}\n", "services: {web: !override {image: \"w:2\"}}\n", "compose.yaml:1:32")]
    [InlineData("services: {web: {image: \"w:1\", deploy: {replica: 1}}}\n", "services: {web: {deploy: !reset }}\n", "compose.yaml:1:41")]
    [InlineData("include: [in.yaml]\nservices: {web: {image: \"w:1\"}}\n", "", "in.yaml:1:1")]
    public void A_key_that_does_not_exist_is_told_also_where_nothing_of_it_remains(string main, string over, string place)
    {
        project.Write("in.yaml", "volums: {v: }\nvolumes: {x: }\n");
        project.Write("compose.override.yaml", over);
        var problem = Error(project.Load(main));
        Assert.Equal(("compose.unknown-key", place), (problem.Code, problem.Place));
    }

    [Fact]
    public void What_is_refused_may_be_taken_out_by_a_later_file()
    {
        project.Write("compose.override.yaml", "services: {web: {privileged: !reset null, isolation: !reset }}\n");
        var result = project.Load("services: {web: {image: \"w:1\", privileged: true, isolation: hyperv}}\n");
        Assert.NotNull(result.Definition);
        Assert.All(result.Accounted.Where(a => a.Path is "services.web.privileged" or "services.web.isolation"), a => Assert.Equal(Gantry.Apps.Keys.Standing.Ignored, a.Standing));
    }

    [Fact]
    public void Every_key_of_included_and_extended_files_is_accounted_for()
    {
        project.Write("in.yaml", "name: inner\nservices:\n  db:\n    image: db:1\n");
        project.Write("ex.yaml", "services:\n  base:\n    init: true\n  unused:\n    tty: true\nvolumes: {v: }\n");
        var result = project.Load("include:\n  - path: in.yaml\nservices:\n  web:\n    image: w:1\n    extends:\n      file: ex.yaml\n      service: base\n");
        var accounted = result.Accounted.Select(a => $"{a.Path} {a.Place} {a.Standing}").ToHashSet();
        foreach (var key in (string[])
                 [
                     "include compose.yaml:1:1 Honoured", "include[0].path compose.yaml:2:5 Honoured", "services.web.extends compose.yaml:6:5 Honoured", "services.web.extends.file compose.yaml:7:7 Honoured",
                     "name in.yaml:1:1 Honoured", "services.db in.yaml:3:3 Honoured", "services.db.image in.yaml:4:5 Honoured",
                     "services.web.init ex.yaml:3:5 Honoured", "services.base ex.yaml:2:3 Honoured", "services.unused ex.yaml:4:3 Ignored", "volumes ex.yaml:6:1 Ignored",
                 ])
            Assert.Contains(key, accounted);
    }
}
