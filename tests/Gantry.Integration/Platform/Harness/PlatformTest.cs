namespace Gantry.Integration.Platform.Harness;

/// <summary>
/// Tests of the whole product. Where load and time matter they run one after another; a class to which they do not names
/// one of <see cref="SideBySide"/>. When one fails, its report ends with what the platform's processes wrote last.
/// </summary>
[Collection(PlatformCollection.Name)]
public abstract class PlatformTest : IAsyncLifetime
{
    private readonly List<TestPlatform> _own = [];
    private readonly SharedPlatform? _shared;

    /// <param name="shared">A platform for all tests of a class that do it no harm.</param>
    protected PlatformTest(SharedPlatform? shared = null) => _shared = shared;

    protected TestPlatform Platform => _shared?.Platform ?? throw new InvalidOperationException("This test has no shared platform.");

    /// <summary>A platform for this test alone.</summary>
    protected async Task<TestPlatform> StartPlatformAsync(string? engine = null)
    {
        var platform = Own(new TestPlatform(engine: engine));
        await platform.StartAgainAsync();
        return platform;
    }

    protected TestPlatform Own(TestPlatform platform)
    {
        _own.Add(platform);
        return platform;
    }

    protected static void Say(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        List<TestPlatform> all = [.. _own];
        if (_shared is not null) all.Add(_shared.Platform);
        foreach (var platform in all.Where(_ => failed))
        {
            platform.Failed();
            Say(await platform.TailsAsync());
        }

        foreach (var platform in _own) await platform.DisposeAsync();
    }
}

/// <summary>All tests that need the machine for themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PlatformCollection : ICollectionFixture<TestImages>
{
    public const string Name = "Platform";
}

/// <summary>
/// Rows of tests that run beside each other and beside those without a platform. Most of their time they wait: for containers, drains, grace
/// periods. Nothing in them counts requests or kills.
/// </summary>
public static class SideBySide
{
    public const string Left = "Platforms, left";
    public const string Right = "Platforms, right";

    /// <summary>Of those that need no engine, and so no images.</summary>
    public const string Bare = "Platforms without an engine";

    [CollectionDefinition(Left)]
    public sealed class LeftRow : ICollectionFixture<TestImages>;

    [CollectionDefinition(Right)]
    public sealed class RightRow : ICollectionFixture<TestImages>;
}

/// <summary>A platform that the tests of a class share.</summary>
public sealed class SharedPlatform : IAsyncLifetime
{
    public TestPlatform Platform { get; private set; } = null!;

    /// <summary>One that was made elsewhere, started or not.</summary>
    public static SharedPlatform Of(TestPlatform platform) => new() { Platform = platform };

    public async ValueTask InitializeAsync() => Platform = await TestPlatform.StartAsync();

    public ValueTask DisposeAsync() => Platform?.DisposeAsync() ?? ValueTask.CompletedTask;
}
