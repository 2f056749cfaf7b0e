using System.Net;
using System.Text.Json.Nodes;

namespace Gantry.Tests.Registry.Harness;

/// <summary>Each test has a registry of its own.</summary>
public abstract class RegistryTest : IAsyncLifetime
{
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected RegistryUnderTest R { get; } = new();

    public ValueTask InitializeAsync() => R.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return R.DisposeAsync();
    }

    protected static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(",", values) : "";

    protected static async Task RefusedAsync(HttpStatusCode status, string code, HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {text}");
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(code, JsonNode.Parse(text)!["errors"]!.AsArray().Select(e => (string)e!["code"]!));
    }
}
