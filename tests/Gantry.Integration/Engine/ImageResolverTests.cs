using Gantry.Engine;
using Gantry.Engine.Bases;
using Gantry.Engine.Images;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Apps;
using Gantry.Resources.Platforms;

namespace Gantry.Integration.Engine;

/// <summary>Images built, found again and kept, on the real engine.</summary>
public sealed class ImageResolverTests(ActImage image) : IClassFixture<ActImage>, IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-resolve-").FullName;
    private readonly string _app = $"resolve{Environment.ProcessId}";
    private readonly List<PlanProgress> _progress = [];

    [Fact]
    public async Task What_has_not_changed_is_not_built_again_and_what_has_is()
    {
        Put("FROM gantry-conformance:latest\nCOPY text /text\nEXPOSE 81 80/tcp 82/udp\nVOLUME /data\nUSER 7\n");
        var first = (await ResolveAsync()).Require();
        Assert.True(first.Built);
        Assert.Equal([80, 81], first.Ports);
        Assert.Equal(("7", "/data"), (first.User, Assert.Single(first.Volumes)));
        Assert.Contains(_progress, p => p is { Service: "web", Stage: "build", Text.Length: > 0 });

        var second = (await ResolveAsync()).Require();
        Assert.Equal((first.Id, false), (second.Id, second.Built));
        File.WriteAllText(Path.Combine(_folder, "text"), "two");
        var third = (await ResolveAsync()).Require();
        Assert.True(third.Built && third.Id != first.Id);
        File.WriteAllText(Path.Combine(_folder, "text"), "one");
        Assert.Equal(first.Id, (await ResolveAsync()).Require().Id);
        Assert.Equal(first.Id, (await image.Engine.Images.InspectAsync($"{_app}-web", default))?.Id);
    }

    [Fact]
    public async Task A_build_is_made_as_the_file_says_and_again_when_that_changes()
    {
        Put("nonsense\n");
        var build = new BuildDefinition
        {
            Context = _folder,
            DockerfileInline = "ARG BASE\nFROM ${BASE}\nRUN [\"/bin/act\", \"hosts\"]\n",
            Args = new SortedDictionary<string, string> { ["BASE"] = "gantry-conformance:latest" },
            Labels = new SortedDictionary<string, string> { ["team"] = "web" },
            Tags = [$"{_app}-web:more"],
            CacheFrom = ["gantry-conformance:latest"],
            NoCache = true,
            Surroundings = new BuildSurroundings { Network = "none", ExtraHosts = ["db=192.0.2.7"], ShmSize = 1 << 20, Ulimits = new SortedDictionary<string, Ulimit> { ["core"] = new(0, 0) } },
        };
        var first = (await ResolveAsync(build)).Require();
        Assert.Contains(_progress, p => p.Text.Contains("192.0.2.7", StringComparison.Ordinal));
        var made = (await image.Engine.Images.InspectAsync($"{_app}-web:more", default))!;
        Assert.Equal((first.Id, "web"), (made.Id, made.Labels["team"]));
        Assert.False((await ResolveAsync(build)).Require().Built);
        Assert.True((await ResolveAsync(build with { Labels = new SortedDictionary<string, string> { ["team"] = "shop" } })).Require().Built);
        Assert.True((await ResolveAsync(build with { Surroundings = build.Surroundings with { ExtraHosts = ["db=192.0.2.8"] } })).Require().Built);
    }

    [Fact]
    public async Task What_must_not_be_fetched_or_is_for_another_processor_is_said()
    {
        var service = new ServiceDefinition { Name = "web", Image = $"{_app}-nowhere:1", PullPolicy = "never" };
        Assert.Equal(EngineCodes.ImageMissing, Seen(await ResolveAsync(service)).Code);
        var there = await ResolveAsync(new ServiceDefinition { Name = "web", Image = ActImage.Name, PullPolicy = "never" });
        Assert.Equal(image.Id, there.Require().Id);
        var other = await ResolveAsync(new ServiceDefinition { Name = "web", Image = ActImage.Name, PullPolicy = "never", Platform = "linux/s390x" });
        Assert.Contains("linux/s390x", other.Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_built_is_said_with_its_line()
    {
        Put("FROM gantry-conformance:latest\nFETCH x\n");
        Assert.Equal(($"{_folder}/Dockerfile:2", EngineCodes.DockerfileBad), Seen(await ResolveAsync()));
        Put("FROM gantry-conformance:latest\nRUN [\"/bin/act\", \"exit\", \"9\"]\n");
        var step = await ResolveAsync();
        Assert.Equal(($"{_folder}/Dockerfile", EngineCodes.BuildStepFailed), Seen(step));
        Assert.NotEmpty(step.Problem!.Details);
        Put("FROM gantry-conformance:latest\nCOPY nothing /x\n");
        Assert.Equal(EngineCodes.BuildFileMissing, Seen(await ResolveAsync()).Code);
        Put("\nFROM nowhere.invalid/x:1\n");
        Assert.Equal($"{_folder}/Dockerfile:2", Seen(await ResolveAsync()).Place);
    }

    [Fact]
    public async Task What_a_release_runs_is_kept_until_it_is_let_go()
    {
        Put("FROM gantry-conformance:latest\nCOPY text /text\n");
        var made = (await ResolveAsync()).Require();
        var releases = new ReleaseImages(image.Engine, new PlatformIdentity("abcdef" + _app, "10.1"));
        foreach (var number in new[] { 1, 2 }) Assert.Null(await releases.KeepAsync("test", _app, number, "web", made.Id, default));
        await image.Engine.Images.UntagAsync($"{_app}-web:latest", default);
        Assert.Empty(await releases.KeepOnlyAsync("test", _app, new HashSet<int> { 2 }, default));
        Assert.NotNull(await image.Engine.Images.InspectAsync(made.Id, default));
        Assert.Empty(await releases.KeepOnlyAsync("test", _app, new HashSet<int>(), default));
        Assert.Null(await image.Engine.Images.InspectAsync(made.Id, default));
    }

    public async ValueTask DisposeAsync()
    {
        while ((await image.Engine.Images.InspectAsync($"{_app}-web", default) ?? await image.Engine.Images.InspectAsync($"{_app}-web:more", default)) is { } left)
        {
            foreach (var tag in left.Tags) await image.Engine.Images.UntagAsync(tag, default);
        }
        Directory.Delete(_folder, recursive: true);
        File.Delete(Hashes);
    }

    private string Hashes => Path.Combine(Path.GetTempPath(), $"{_app}.hashes");

    private void Put(string dockerfile)
    {
        File.WriteAllText(Path.Combine(_folder, "Dockerfile"), dockerfile);
        // New for each test run, so that nothing is found that an earlier run has left.
        File.WriteAllText(Path.Combine(_folder, "run"), _app);
        File.WriteAllText(Path.Combine(_folder, "text"), "one");
    }

    private Task<Outcome<ResolvedImage>> ResolveAsync(BuildDefinition? build = null) =>
        ResolveAsync(new ServiceDefinition { Name = "web", Build = build ?? new BuildDefinition { Context = _folder } });

    private async Task<Outcome<ResolvedImage>> ResolveAsync(ServiceDefinition service)
    {
        var app = new AppDefinition { Name = _app, Environment = "test", ProjectDirectory = _folder, Services = [service] };
        var resolver = new ImageResolver(image.Engine, NoBaseImages.Instance, Hashes, TimeProvider.System);
        return await resolver.ResolveAsync(service, app, refresh: false, _progress.Add, default);
    }

    private static (string Place, string Code) Seen(Outcome<ResolvedImage> outcome) => (outcome.Problem!.Place, outcome.Problem.Code);
}
