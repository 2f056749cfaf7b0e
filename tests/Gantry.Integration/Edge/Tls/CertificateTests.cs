using System.Net;
using Gantry.Resources;

namespace Gantry.Integration.Edge.Tls;

public sealed class CertificateTests : TlsTest
{
    private const string Other = "other.test";

    private string Of(string file) => Path.Combine(Edge.Certificates, file);

    [Fact]
    public async Task A_host_without_a_certificate_is_told_of_until_there_is_one()
    {
        var report = await Edge.PutAsync(Of(2, Other));
        var problem = Assert.Single(report.Problems!);
        Assert.Equal(("certificate.missing", Other), (problem.Code, problem.Place));
        Assert.Contains(Edge.Certificates, problem.Message);
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync($"https://{Other}/"));
        await ServesAsync(Shop);
        Authority.Put(Edge.Certificates, [Other]);
        await Edge.UntilAsync(now => now.Problems is null);
        await ServesAsync(Other);
    }

    [Fact]
    public async Task What_is_wrong_with_a_pair_is_told_with_its_file_and_touches_no_other_host()
    {
        Authority.Put(Edge.Certificates, ["expired.test"], days: -1);
        Authority.Put(Edge.Certificates, ["later.test"], days: 150);
        Authority.Put(Edge.Certificates, ["open.test"]);
        File.SetUnixFileMode(Of("open.test.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Authority.Put(Edge.Certificates, ["mismatch.test"]);
        File.Copy(Of("shop.test.key"), Of("mismatch.test.key"), overwrite: true);
        Authority.Put(Edge.Certificates, ["lonely.test"]);
        File.Delete(Of("lonely.test.key"));
        File.WriteAllText(Of("nonsense.test.crt"), "SECRET nonsense");
        File.Copy(Of("shop.test.key"), Of("nonsense.test.key"));
        string[] hosts = ["expired.test", "later.test", "lonely.test", "mismatch.test", "nonsense.test", "open.test"];
        await Edge.PutAsync(Of(2, hosts));
        var report = await Edge.UntilAsync(now => now.Problems?.Count == hosts.Length);
        string[] expected =
        [
            $"certificate.expired {Of("expired.test.crt")}", $"certificate.not-yet-valid {Of("later.test.crt")}", $"certificate.no-key {Of("lonely.test.crt")}",
            $"certificate.key-mismatch {Of("mismatch.test.crt")}", $"certificate.unreadable {Of("nonsense.test.crt")}", $"certificate.key-open {Of("open.test.key")}",
        ];
        Assert.Equal(expected, report.Problems!.Select(problem => $"{problem.Code} {problem.Place}"));
        Assert.DoesNotContain("SECRET", Edge.Log, StringComparison.Ordinal);
        await ServesAsync(Shop);
        // It is the client's to refuse what has expired.
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync("https://expired.test/"));
        Assert.Contains("rejected", refused.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_certificate_is_taken_up_and_nobody_is_dropped()
    {
        var waiting = Client.GetStringAsync($"https://{Shop}/wait");
        await Edge.UntilStatsAsync(_ => One.Waiting == 1);
        var before = Shown!.Thumbprint;
        var renewed = Authority.Put(Edge.Certificates, [Shop], days: 95);
        await Edge.UntilStatsAsync(_ => Handshake() == renewed.Thumbprint);
        Assert.NotEqual(before, renewed.Thumbprint);
        One.Open();
        Assert.Equal("one", await waiting);
    }

    [Fact]
    public async Task A_pair_that_was_broken_leaves_the_one_before_in_use()
    {
        await ServesAsync(Shop);
        File.WriteAllText(Of("shop.test.crt"), "half a certif");
        var report = await Edge.UntilAsync(now => now.Problems is not null);
        Assert.Equal("certificate.unreadable", Assert.Single(report.Problems!).Code);
        Assert.NotNull(Handshake());
        Authority.Put(Edge.Certificates, [Shop]);
        await Edge.UntilAsync(now => now.Problems is null);
    }

    [Fact]
    public async Task A_wildcard_serves_what_has_none_of_its_own()
    {
        Authority.Put(Edge.Certificates, ["*.apps.test", "apps.test"], file: "bought");
        await Edge.PutAsync(Of(2, "*.apps.test", "apps.test", "a.apps.test"));
        Authority.Put(Edge.Certificates, ["a.apps.test"]);
        await Edge.UntilAsync(now => now.Problems is null);
        await ServesAsync("b.apps.test");
        await ServesAsync("apps.test");
        await Edge.UntilStatsAsync(_ => Handshake("a.apps.test") is not null && Shown!.Subject == "CN=a.apps.test");
    }

    private async Task ServesAsync(string host)
    {
        using var answer = await GetAsync($"https://{host}/");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>The certificate that a new connection is shown.</summary>
    private string? Handshake(string host = Shop)
    {
        using var client = MakeClient();
        using var answer = client.Send(new HttpRequestMessage(HttpMethod.Get, $"https://{host}/"));
        return Shown?.Thumbprint;
    }
}
