using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Gantry.Edge;
using Gantry.Edge.Control;
using Gantry.Edge.Takeover;

namespace Gantry.Tests.Edge.Takeover;

/// <summary>The new edge's side against an old one that ends at a given moment.</summary>
public sealed class HandoverTests : IDisposable
{
    private const string Boot = "0192f0000000700000000000eeeeeeee";

    private readonly string home = Directory.CreateTempSubdirectory("gantry-heir-").FullName;
    private readonly Socket control = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Socket served = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly EdgeOptions options;

    public HandoverTests()
    {
        options = new EdgeOptions { Home = home, Socket = Path.Combine(home, "edge.sock"), Http = new IPEndPoint(IPAddress.Loopback, 1), TakeOver = true };
        control.Bind(new UnixDomainSocketEndPoint(options.Socket));
        control.Listen();
        served.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        served.Listen();
    }

    public void Dispose()
    {
        control.Dispose();
        served.Dispose();
        Directory.Delete(home, recursive: true);
    }

    [Fact]
    public async Task Where_nobody_has_the_home_it_is_taken_without_asking()
    {
        var (heir, lockOf) = await Heir.AskAsync(options, TimeProvider.System);
        Assert.Null(heir);
        Assert.Null(EdgeHome.TryTake(home));
        lockOf.Dispose();
        EdgeHome.TryTake(home)!.Dispose();
    }

    [Fact]
    public async Task The_lock_goes_over_with_the_addresses_and_is_never_free()
    {
        var old = EdgeHome.Take(home);
        var giving = Task.Run(() => Give(old, then: heir =>
        {
            Assert.Equal(Handover.Ready, Receive(heir));
            old.Dispose();
            heir.Send([Handover.Yours]);
        }), TestContext.Current.CancellationToken);
        var (heir, lockOf) = await Heir.AskAsync(options, TimeProvider.System);
        await heir!.ReadyAsync(TimeProvider.System);
        await giving;
        Assert.Null(EdgeHome.TryTake(home));
        Assert.Equal(served.LocalEndPoint, heir.Sockets.Single().Key);
        Assert.Equal(served.LocalEndPoint, heir.Sockets.Single().Value.LocalEndPoint);
        lockOf.Dispose();
        EdgeHome.TryTake(home)!.Dispose();
        heir.Sockets.Single().Value.Dispose();
    }

    [Fact]
    public async Task An_old_one_that_dies_before_the_last_word_is_succeeded()
    {
        var old = EdgeHome.Take(home);
        var inflight = InflightFile.Open(Remains.FileOf(home, Boot), TimeProvider.System, out _);
        var giving = Task.Run(() => Give(old, then: heir =>
        {
            Receive(heir);
            // As the kernel does it, one after the other.
            heir.Dispose();
            old.Dispose();
            inflight.Dispose();
        }), TestContext.Current.CancellationToken);
        var (heir, _) = await Heir.AskAsync(options, TimeProvider.System);
        await heir!.ReadyAsync(TimeProvider.System);
        await giving;
        Assert.Null(EdgeHome.TryTake(home));
    }

    [Fact]
    public async Task An_old_one_that_lives_and_thinks_better_of_it_goes_on()
    {
        using var old = EdgeHome.Take(home);
        using var inflight = InflightFile.Open(Remains.FileOf(home, Boot), TimeProvider.System, out _);
        var giving = Task.Run(() => Give(old, then: heir => heir.Dispose(), answer: "409 Conflict", body: """{"title":"no","status":409,"problems":[{"place":"edge","code":"x","message":"Not now.","help":""}]}"""), TestContext.Current.CancellationToken);
        var (heir, _) = await Heir.AskAsync(options, TimeProvider.System);
        Assert.Equal("Not now.", (await Assert.ThrowsAsync<TakeoverException>(() => heir!.ReadyAsync(TimeProvider.System))).Message);
        await giving;
    }

    [Fact]
    public async Task One_of_a_build_that_cannot_hand_over_is_named_as_such()
    {
        using var old = EdgeHome.Take(home);
        var refusing = Task.Run(() => Answer(control.Accept(), "404 Not Found", "{}"), TestContext.Current.CancellationToken);
        var no = await Assert.ThrowsAsync<TakeoverException>(() => Heir.AskAsync(options, TimeProvider.System));
        Assert.Contains("cannot hand over", no.Message);
        await refusing;
    }

    private void Give(EdgeHome old, Action<Socket> then, string answer = "204 No Content", string body = "")
    {
        using var asked = control.Accept();
        var claim = JsonSerializer.Deserialize(Read(asked), TakeoverJson.Default.Claim)!;
        var heir = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        heir.Connect(new UnixDomainSocketEndPoint(claim.Socket));
        var estate = JsonSerializer.SerializeToUtf8Bytes(new Estate { Boot = Boot, ProcessId = 1, Listened = [served.LocalEndPoint!.ToString()!], Down = [] }, TakeoverJson.Default.Estate);
        heir.Send(BitConverter.GetBytes(estate.Length));
        heir.Send(estate);
        HandlePassing.Send(heir, [old.Handle, (int)served.Handle]);
        then(heir);
        Say(asked, answer, body);
        heir.Dispose();
    }

    private static void Answer(Socket asked, string answer, string body)
    {
        using (asked)
        {
            _ = Read(asked);
            Say(asked, answer, body);
        }
    }

    private static void Say(Socket asked, string answer, string body) =>
        asked.Send(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\nContent-Type: application/json\r\n{(body.Length > 0 ? $"Content-Length: {body.Length}\r\n" : "")}\r\n{body}"));

    private static byte Receive(Socket from)
    {
        Span<byte> said = stackalloc byte[1];
        Assert.Equal(1, from.Receive(said));
        return said[0];
    }

    /// <summary>The body of a request, which comes in one chunk.</summary>
    private static string Read(Socket from)
    {
        var text = "";
        var buffer = new byte[4096];
        while (text.IndexOf('{') < 0 || text.IndexOf('}') < 0) text += Encoding.UTF8.GetString(buffer, 0, from.Receive(buffer));
        return text[text.IndexOf('{')..(text.IndexOf('}') + 1)];
    }
}
