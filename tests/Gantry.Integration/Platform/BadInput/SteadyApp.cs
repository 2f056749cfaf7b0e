using Gantry.Integration.Platform.Harness;

namespace Gantry.Integration.Platform.BadInput;

/// <summary>A platform on which one app runs well. Whatever is asked of it that cannot be, the app goes on untouched.</summary>
public sealed class SteadyApp : IAsyncLifetime
{
    private IReadOnlyList<string> _before = [];

    public SharedPlatform Shared { get; } = new();
    public TestPlatform Platform => Shared.Platform;
    public Project Project { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Shared.InitializeAsync();
        Project = Platform.Project("steady", Yaml.Web("steady", "v1"));
        await Project.LiveAsync();
        _before = [.. (await Project.ContainersAsync()).Select(c => c.Id)];
    }

    public ValueTask DisposeAsync() => Shared.DisposeAsync();

    /// <summary>Asks for it, is refused, and finds everything as it was.</summary>
    public async Task<Support.ProgramResult> RefusedAsync(string compose)
    {
        Project.Compose(compose);
        var up = await Project.UpAsync();
        up.Expect(1);
        await UntouchedAsync();
        return up;
    }

    public async Task UntouchedAsync()
    {
        await Project.Site.AnswersAsync("v1");
        await Support.Eventually.BecomesAsync("the same containers as before and no others", TimeSpan.FromSeconds(20),
            async () => string.Join(',', (await Project.ContainersAsync()).Where(c => c.Runs).Select(c => c.Id)), now => now == string.Join(',', _before));
        Assert.Equal(1, await Project.ReleaseAsync());
    }
}
