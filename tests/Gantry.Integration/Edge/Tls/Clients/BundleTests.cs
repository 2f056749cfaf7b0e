using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Gantry.Integration.Edge.Harness;

namespace Gantry.Integration.Edge.Tls.Clients;

/// <summary>The bundle that says who vouches for clients, while the edge runs.</summary>
public class BundleTests : ClientCertificateTest
{
    [Fact]
    public async Task A_bundle_that_is_replaced_counts_at_once_for_connections_that_are_open_too()
    {
        using var jane = Holder();
        Assert.Equal(HttpStatusCode.OK, await AskAsync(jane));
        var next = new Authority();
        var john = Path.Combine(Edge.Home, "john");
        next.PutClient(john);
        // Both for a while: who is there stays, on the same connection.
        File.WriteAllText(Bundle + ".new", Clients.Root.ExportCertificatePem() + "\n" + next.Root.ExportCertificatePem());
        File.Move(Bundle + ".new", Bundle, overwrite: true);
        await UntilAsync(async () => await StatusAsync(Api, "/", With(john)) == "200");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(jane));
        Assert.Equal(1, jane.Connections);
        next.PutRoot(Bundle);
        await UntilAsync(async () => await StatusAsync(Api, "/", With()) != "200");
        Assert.Equal("200", await StatusAsync(Api, "/", With(john)));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await AskAsync(jane));
    }

    [Fact]
    public async Task A_bundle_that_cannot_be_read_leaves_the_one_before_in_use_and_one_that_is_gone_lets_nobody_in()
    {
        File.WriteAllText(Bundle, "SECRET");
        var report = await Edge.UntilAsync(now => now.Problems is not null);
        Assert.Equal(("clients.unreadable", Bundle), (Assert.Single(report.Problems!).Code, report.Problems![0].Place));
        Assert.Equal("200", await StatusAsync(Api, "/", With()));
        File.Delete(Bundle);
        await Edge.UntilAsync(now => now.Problems?[0].Code == "clients.missing");
        Assert.StartsWith("exit", await StatusAsync(Api, "/", With()), StringComparison.Ordinal);
        Assert.StartsWith("exit", await StatusAsync(Staff, "/"), StringComparison.Ordinal);
        Assert.Equal("200", await StatusAsync(Shop, "/"));
        Clients.PutRoot(Bundle);
        await Edge.UntilAsync(now => now.Problems is null);
        Assert.Equal("200", await StatusAsync(Api, "/", With()));
        Assert.DoesNotContain("SECRET", Edge.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_demand_that_is_new_counts_for_connections_that_are_open()
    {
        using var guest = Holder();
        Assert.Equal(HttpStatusCode.OK, await AskAsync(guest, Shop));
        var asking = Asking(3);
        var route = asking.Routes[0];
        var demand = route.Rules.First(rule => rule.Host == Api).ClientCertificates;
        await Edge.PutAsync(asking with { Routes = [route with { Rules = [.. route.Rules.Select(rule => rule.Host == Shop ? rule with { ClientCertificates = demand } : rule)] }] });
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await AskAsync(guest, Shop));
        // It was closed, and the next one is asked.
        Assert.Equal(HttpStatusCode.OK, await AskAsync(guest, Shop));
        Assert.Equal(2, guest.Connections);
    }

    private KeptClient Holder() => new(this);

    private static async Task<HttpStatusCode> AskAsync(KeptClient client, string host = Api)
    {
        using var answer = await client.Http.GetAsync(new Uri($"https://{host}/"), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(EdgeUnderTest.Patience);
        while (!await holds()) deadline.Token.ThrowIfCancellationRequested();
    }

    /// <summary>A client that keeps its connection and shows its certificate when it is asked.</summary>
    private sealed class KeptClient : IDisposable
    {
        private int connections;

        public KeptClient(BundleTests test)
        {
            var handler = test.MakeHandler();
            var connect = handler.ConnectCallback!;
            handler.ConnectCallback = (context, cancellation) =>
            {
                Interlocked.Increment(ref connections);
                return connect(context, cancellation);
            };
            using var pair = X509Certificate2.CreateFromPemFile(test.Pair + ".crt", test.Pair + ".key");
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(test.Pair + ".crt");
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pfx), null), [.. chain.Skip(1)], offline: true);
            Http = new HttpClient(handler);
        }

        public HttpClient Http { get; }
        public int Connections => Volatile.Read(ref connections);

        public void Dispose() => Http.Dispose();
    }
}

/// <summary>The same where the doorway ends TLS.</summary>
public sealed class GeneralBundleTests : BundleTests
{
    protected override bool GeneralLane => true;
}
