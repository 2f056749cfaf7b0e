using System.Net;

namespace Gantry.Integration.Support;

/// <summary>An app as its clients see it.</summary>
/// <param name="Address">The edge's: <c>127.0.0.1:8080</c>.</param>
public sealed record Site(string Address, string Host)
{
    /// <summary>No connection is used twice, so that each answer is of now.</summary>
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero })
    {
        Timeout = TimeSpan.FromSeconds(40),
    };

    public Uri Url(string path = "/") => new($"http://{Address}{path}");

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path = "/", HttpMethod? method = null, string? body = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, Url(path));
        request.Headers.Host = Host;
        if (body is not null) request.Content = new StringContent(body);
        using var answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task AnswersAsync(string expected, string path = "/") => Assert.Equal((HttpStatusCode.OK, expected), await GetAsync(path));
}
