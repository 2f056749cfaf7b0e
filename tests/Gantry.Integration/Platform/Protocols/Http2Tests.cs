using System.Net;
using Gantry.Integration.Platform.Harness;

namespace Gantry.Integration.Platform.Protocols;

[Collection(SideBySide.Right)]
public sealed class Http2Tests(SharedPlatform shared) : PlatformTest(shared), IClassFixture<SharedPlatform>
{
    [Fact]
    public async Task A_call_shaped_like_grpc_goes_through_with_its_trailers_and_keeps_its_connection_over_a_release()
    {
        var project = Platform.Project("grpc", Compose("v1"));
        await project.LiveAsync();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var (answer, body) = await CallAsync(client, project, "hello");
        Assert.Equal(HttpVersion.Version20, answer.Version);
        Assert.Equal("hello", body);
        Assert.Equal("0", answer.TrailingHeaders.GetValues("grpc-status").Single());
        Assert.Equal("v1", answer.TrailingHeaders.GetValues("grpc-message").Single());
        // The same connection goes on over a release.
        project.Compose(Compose("v2"));
        await project.LiveAsync();
        Assert.Equal("v2", (await CallAsync(client, project, "again")).Answer.TrailingHeaders.GetValues("grpc-message").Single());
    }

    private static string Compose(string version) => Yaml.Web("grpc", version, replicas: 1)
        .Replace($"VERSION: {version}", $"VERSION: {version}, HTTP2: '1'", StringComparison.Ordinal)
        .Replace("path: /healthz", "kind: tcp", StringComparison.Ordinal);

    private static async Task<(HttpResponseMessage Answer, string Body)> CallAsync(HttpClient client, Project project, string message)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, project.Site.Url("/echo.Echo/Say"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent(message),
        };
        request.Headers.Host = project.Site.Host;
        request.Headers.TE.ParseAdd("trailers");
        request.Content.Headers.ContentType = new("application/grpc");
        var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
