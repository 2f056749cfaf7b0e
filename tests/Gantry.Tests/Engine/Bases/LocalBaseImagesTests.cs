using Gantry.Engine;
using Gantry.Engine.Bases;
using Gantry.Resources;

namespace Gantry.Tests.Engine.Bases;

public sealed class LocalBaseImagesTests
{
    private readonly Shelf _shelf = new();
    private readonly List<string> _said = [];

    [Fact]
    public async Task A_missing_image_is_made_and_says_so()
    {
        Assert.Null(await EnsureAsync());

        var order = Assert.Single(_shelf.Imported);
        Assert.Equal(DotnetImages.AspnetName, order.Name);
        Assert.Contains(order.Changes, c => c.StartsWith("ENV ASPNETCORE_HTTP_PORTS", StringComparison.Ordinal));
        Assert.Single(_said);
    }

    [Fact]
    public async Task An_image_that_is_right_is_left_alone()
    {
        _shelf.Fingerprint = DotnetImages.Aspnet(DotnetInstallation.Find()!).Fingerprint;

        Assert.Null(await EnsureAsync());

        Assert.Empty(_shelf.Imported);
        Assert.Empty(_said);
    }

    [Fact]
    public async Task An_image_of_another_runtime_is_made_again()
    {
        _shelf.Fingerprint = "of last month";

        Assert.Null(await EnsureAsync());

        Assert.Single(_shelf.Imported);
        Assert.Equal(["sha256:1"], _shelf.Removed);
    }

    [Fact]
    public async Task What_the_engine_says_against_it_is_passed_on()
    {
        _shelf.Refusal = new("engine", EngineCodes.NoSpace, "The disk is full.", "Make room.");

        Assert.Same(_shelf.Refusal, await EnsureAsync());
    }

    [Theory]
    [InlineData("gantry.local/dotnet/aspnet:10.0", true)]
    [InlineData("gantry.local/dotnet/sdk:10.0", true)]
    [InlineData("gantry.local/dotnet/sdk:11.0", false)]
    [InlineData("dotnet/sdk:10.0", false)]
    public void Only_its_own_names_are_known(string name, bool known) => Assert.Equal(known, new LocalBaseImages().Knows(name));

    private Task<Problem?> EnsureAsync() =>
        new LocalBaseImages().EnsureAsync(DotnetImages.AspnetName, _shelf, _said.Add, TestContext.Current.CancellationToken);

    /// <summary>An engine that has nothing but images.</summary>
    private sealed class Shelf : IContainerEngine, IImages
    {
        public string? Fingerprint { get; set; }
        public Problem? Refusal { get; set; }
        public List<ImportOrder> Imported { get; } = [];
        public List<string> Removed { get; } = [];
        public IImages Images => this;

        public Task<EngineImage?> InspectAsync(string name, CancellationToken cancel) => Task.FromResult(Fingerprint is null ? null : new EngineImage
        {
            Id = "sha256:1",
            Labels = new Dictionary<string, string> { [BaseImage.FingerprintLabel] = Fingerprint },
        });

        public Task<Outcome<string>> ImportAsync(ImportOrder order, CancellationToken cancel)
        {
            Imported.Add(order);
            return Task.FromResult<Outcome<string>>(Refusal is null ? "sha256:2" : Refusal);
        }

        public Task<Problem?> UntagAsync(string name, CancellationToken cancel)
        {
            Removed.Add(name);
            return Task.FromResult<Problem?>(null);
        }

        public IContainers Containers => throw new NotSupportedException();
        public INetworks Networks => throw new NotSupportedException();
        public IVolumes Volumes => throw new NotSupportedException();
        public Task<EngineInfo> InfoAsync(CancellationToken cancel) => throw new NotSupportedException();
        public IAsyncEnumerable<EngineEvent> EventsAsync(string platform, CancellationToken cancel) => throw new NotSupportedException();
        public Task<IReadOnlyList<string>> WithLabelAsync(string label, string value, CancellationToken cancel) => throw new NotSupportedException();
        public Task<IReadOnlyList<string>> TagsAsync(string prefix, CancellationToken cancel) => throw new NotSupportedException();
        public Task<Outcome<EngineImage>> PullAsync(string name, Action<string> progress, CancellationToken cancel) => throw new NotSupportedException();
        public Task<Problem?> TagAsync(string id, string name, CancellationToken cancel) => throw new NotSupportedException();
        public Task<Outcome<string>> BuildAsync(BuildOrder order, Action<string> output, CancellationToken cancel) => throw new NotSupportedException();
    }
}
