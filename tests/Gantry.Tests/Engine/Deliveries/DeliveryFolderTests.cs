using Gantry.Engine;
using Gantry.Engine.Deliveries;
using Gantry.Resources.Apps;

namespace Gantry.Tests.Engine.Deliveries;

/// <summary>Configs and secrets on the machine: whole, read by none but containers, and gone with their container.</summary>
public sealed class DeliveryFolderTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-deliveries-");

    private string Root => Path.Combine(folder.FullName, "deliveries");
    private static FileDefinition Secret(string content, int? mode = null) => new(FileKind.Secret, "key", "/run/secrets/key", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(content))) { Mode = mode };

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Files_are_written_as_they_are_wanted_and_nobody_else_may_enter()
    {
        var deliveries = new DeliveryFolder(Root);
        var paths = (await deliveries.PlaceAsync("web.1", [Secret("a"), Secret("b", 256)], TestContext.Current.CancellationToken)).Require();
        Assert.Equal(["a", "b"], paths.Select(File.ReadAllText));
        Assert.Equal([(UnixFileMode)292, (UnixFileMode)256], paths.Select(File.GetUnixFileMode));
        Assert.All(new[] { Root, Path.Combine(Root, "web.1") }, d => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(d)));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(Root, "web.1")).Length);
    }

    [Fact]
    public async Task What_is_there_stays_and_what_was_changed_or_lost_is_written_again()
    {
        var deliveries = new DeliveryFolder(Root);
        var path = (await deliveries.PlaceAsync("web.1", [Secret("a")], TestContext.Current.CancellationToken)).Require()[0];
        var then = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, then);
        await deliveries.PlaceAsync("web.1", [Secret("a")], TestContext.Current.CancellationToken);
        Assert.Equal(then, File.GetLastWriteTimeUtc(path));
        File.WriteAllText(path, "other");
        await deliveries.PlaceAsync("web.1", [Secret("a")], TestContext.Current.CancellationToken);
        Assert.Equal("a", File.ReadAllText(path));
        File.Delete(path);
        await deliveries.PlaceAsync("web.1", [Secret("a")], TestContext.Current.CancellationToken);
        Assert.Equal("a", File.ReadAllText(path));
    }

    [Fact]
    public async Task They_go_with_their_container()
    {
        var deliveries = new DeliveryFolder(Root);
        Assert.Empty(await deliveries.ListAsync(TestContext.Current.CancellationToken));
        await deliveries.PlaceAsync("web.2", [Secret("a")], TestContext.Current.CancellationToken);
        await deliveries.PlaceAsync("web.1", [Secret("a")], TestContext.Current.CancellationToken);
        Assert.Equal(["web.1", "web.2"], await deliveries.ListAsync(TestContext.Current.CancellationToken));
        await deliveries.RemoveAsync("web.1", TestContext.Current.CancellationToken);
        await deliveries.RemoveAsync("web.1", TestContext.Current.CancellationToken);
        Assert.Equal(["web.2"], await deliveries.ListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_problem_without_a_content()
    {
        File.WriteAllText(Root, "");
        var problem = (await new DeliveryFolder(Root).PlaceAsync("web.1", [Secret("se-cret-value")], TestContext.Current.CancellationToken)).Problem!;
        Assert.Equal(EngineCodes.NotDelivered, problem.Code);
        Assert.DoesNotContain("se-cret-value", problem.ToString(), StringComparison.Ordinal);
    }
}
