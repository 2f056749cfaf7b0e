using System.IO.Compression;
using System.Net;
using Gantry.Resources.Trust;
using Gantry.Tests.Trust.Advisories;
using Gantry.Trust.Advisories;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Gantry.Tests.Trust.Fetching;

/// <summary>A source on this machine, asked as often as a test wants.</summary>
public sealed class AdvisoryFetchTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gantry-fetch-");
    private readonly HttpClient _http = new();
    private readonly List<string> _asked = [];
    private WebApplication _server = null!;
    private Func<HttpContext, Task> _answer = static _ => Task.CompletedTask;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Database => Path.Combine(_folder.FullName, "advisories.db");

    private AdvisorySourceSpec Spec => new() { Url = _server.Urls.Single() + "/all.zip", Every = TimeSpan.FromHours(6) };

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(o => o.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(http =>
        {
            _asked.Add($"{http.Request.Headers.IfNoneMatch}|{http.Request.Headers.IfModifiedSince}");
            return _answer(http);
        });
        await _server.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_is_new_is_imported_and_what_is_not_is_not_sent_again()
    {
        Give(Zip("A-1", "A-2"), "\"one\"");
        var first = await FetchAsync(null);
        Assert.Equal((2, "\"one\"", "Mon, 30 Nov 2026 12:00:00 GMT", null), (first.Records, first.ETag, first.LastModified, first.Problem));
        Assert.NotNull(Known("A-1"));
        // So something new is told from nothing new.
        Assert.Equal(first.Fetched, first.Changed);
        _answer = http =>
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        };
        var second = await FetchAsync(first);
        Assert.Equal("\"one\"|Mon, 30 Nov 2026 12:00:00 GMT", _asked[^1]);
        Assert.Equal((first.Changed, 2, 0), (second.Changed, second.Records, second.Failures));
        Give(Zip("A-3"), "\"two\"");
        var third = await FetchAsync(second);
        Assert.Equal((1, "\"two\""), (third.Records, third.ETag));
        Assert.NotNull(Known("A-3"));
        Assert.NotNull(Known("A-1"));
        Assert.Equal(["advisories.db", "advisories.db.lock"], _folder.EnumerateFiles().Select(f => f.Name).Order());
    }

    [Fact]
    public async Task What_fails_says_why_counts_and_leaves_what_was_there()
    {
        Give(Zip("A-1"), "\"one\"");
        var status = await FetchAsync(null);
        Give("no archive"u8.ToArray(), "\"two\"");
        status = await FailsAsync(status, "advisories.broken-archive", 1);
        Give(Zip(), "\"two\"");
        status = await FailsAsync(status, "advisories.no-records", 2);
        _answer = http =>
        {
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        };
        status = await FailsAsync(status, "advisories.refused", 3);
        _answer = async http =>
        {
            http.Response.ContentLength = 1000;
            await http.Response.Body.WriteAsync(new byte[10], Stop);
            http.Abort();
        };
        status = await FailsAsync(status, status.Problem!.Code, 4, any: true);
        Assert.Equal("\"one\"", status.ETag);
        Assert.NotNull(Known("A-1"));
        Assert.Equal(["advisories.db", "advisories.db.lock"], _folder.EnumerateFiles().Select(f => f.Name).Order());
        Give(Zip("A-1"), "\"three\"");
        Assert.Equal((0, null), ((await FetchAsync(status)).Failures, (await FetchAsync(status)).Problem));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_may_be_is_not_taken_in_whether_it_is_said_or_not(bool said)
    {
        _answer = async http =>
        {
            if (said) http.Response.ContentLength = 1 << 20;
            await http.Response.Body.WriteAsync(new byte[1 << 20], Stop);
        };
        Assert.Equal("advisories.too-large", (await FetchAsync(null, most: 1000)).Problem!.Code);
        Assert.Empty(_folder.EnumerateFiles());
    }

    private void Give(byte[] content, string tag) => _answer = async http =>
    {
        http.Response.Headers.ETag = tag;
        http.Response.Headers.LastModified = "Mon, 30 Nov 2026 12:00:00 GMT";
        await http.Response.Body.WriteAsync(content, Stop);
    };

    private Task<AdvisorySourceStatus> FetchAsync(AdvisorySourceStatus? before, long most = AdvisoryFetch.MostBytes) =>
        new AdvisoryFetch(_http, Database, TimeProvider.System) { Most = most }.RunAsync(Spec, before, Stop);

    private async Task<AdvisorySourceStatus> FailsAsync(AdvisorySourceStatus before, string code, int failures, bool any = false)
    {
        var status = await FetchAsync(before);
        Assert.Equal((any ? status.Problem!.Code : code, Spec.Url, failures, before.Fetched), (status.Problem!.Code, status.Problem.Place, status.Failures, status.Fetched));
        return status;
    }

    private object? Known(string id)
    {
        using var database = AdvisoryDatabase.Open(Database).Require();
        return database.Find(id);
    }

    private static byte[] Zip(params string[] ids)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var id in ids)
            {
                using var entry = archive.CreateEntry(id + ".json").Open();
                entry.Write(Records.Of(id, "npm", "left-pad", Records.Fixed("1.0.0"), "", "2026-11-01T00:00:00Z"));
            }
        }

        return bytes.ToArray();
    }
}
