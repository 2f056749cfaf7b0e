using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Gantry.Edge.Control;
using Gantry.Resources;

namespace Gantry.Edge.Takeover;

/// <summary>
/// The new edge's side of a takeover. It has the lock and the addresses from the first message on, but it is in charge only when the
/// old one says so, or is dead.
/// </summary>
internal sealed class Heir : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The kernel closes what a dead process had one after the other.</summary>
    private static readonly TimeSpan Dying = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private readonly EdgeOptions options;
    private readonly Socket old;
    private readonly Task<string?> answer;

    private Heir(EdgeOptions options, Socket old, Task<string?> answer)
    {
        (this.options, this.old, this.answer) = (options, old, answer);
        var length = new byte[sizeof(int)];
        Read(old, length);
        var bytes = new byte[BitConverter.ToInt32(length)];
        Read(old, bytes);
        Estate = JsonSerializer.Deserialize(bytes, TakeoverJson.Default.Estate)!;
        var handles = HandlePassing.Receive(old, 1 + Estate.Listened.Count);
        Home = EdgeHome.Of(handles[0]);
        Sockets = Estate.Listened.Zip(handles.Skip(1)).ToDictionary(pair => IPEndPoint.Parse(pair.First), pair => new Socket(new SafeSocketHandle(pair.Second, ownsHandle: true)));
    }

    public Estate Estate { get; }
    public EdgeHome Home { get; }
    public Dictionary<IPEndPoint, Socket> Sockets { get; }

    /// <summary>Asks the edge of the home for its estate; null: there is none, and the home is taken.</summary>
    /// <exception cref="TakeoverException">The one that is there does not pass it on.</exception>
    public static async Task<(Heir? Heir, EdgeHome Home)> AskAsync(EdgeOptions options, TimeProvider time)
    {
        var path = $"{options.Socket}.heir";
        var since = time.GetTimestamp();
        while (true)
        {
            if (EdgeHome.TryTake(options.Home) is { } free) return (null, free);
            try
            {
                var heir = await AskAsync(options, path);
                return (heir, heir.Home);
            }
            catch (Exception error) when (error is HttpRequestException or SocketException or IOException)
            {
                // It has just ended, or is coming up.
                if (time.GetElapsedTime(since) > Patience) throw new TakeoverException($"The edge that has {options.Home} does not answer: {error.Message}");
                await Task.Delay(Look, time);
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Says that everything is ready for the next connection; returns when this process is in charge.</summary>
    /// <exception cref="TakeoverException">The old one has thought better of it.</exception>
    public async Task ReadyAsync(TimeProvider time)
    {
        try
        {
            old.Send([Handover.Ready]);
            var said = new byte[1];
            if (old.Receive(said) == 1 && said[0] == Handover.Yours) return;
        }
        catch (SocketException)
        {
            // Dead, or it has closed: what follows tells.
        }
        var since = time.GetTimestamp();
        while (!Remains.IsDead(options.Home, Estate.Boot))
        {
            if (time.GetElapsedTime(since) > Dying) throw new TakeoverException(await WhyAsync());
            await Task.Delay(Look, time);
        }
    }

    public void Dispose() => old.Dispose();

    private static async Task<Heir> AskAsync(EdgeOptions options, string path)
    {
        File.Delete(path);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var over = new CancellationTokenSource(Patience);
        var answer = PostAsync(options, path);
        // Nobody comes once it has been refused.
        _ = answer.ContinueWith(_ => over.Cancel(), TaskScheduler.Default);
        Socket old;
        try
        {
            old = await listener.AcceptAsync(over.Token);
        }
        // One that came and thought better of it at once was refused, and has come for all that.
        catch (OperationCanceledException) when (listener.Poll(0, SelectMode.SelectRead))
        {
            old = await listener.AcceptAsync();
        }
        catch (OperationCanceledException)
        {
            throw new TakeoverException(answer.IsCompleted && await answer is { } why ? why : "The edge that runs has not handed over in time.");
        }
        old.Blocking = true;
        old.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        return new Heir(options, old, answer);
    }

    /// <returns>Why not; null: it has.</returns>
    /// <exception cref="HttpRequestException">It is not there.</exception>
    private static async Task<string?> PostAsync(EdgeOptions options, string path)
    {
        using var client = Seat.Client(options.Socket);
        using var response = await client.PostAsync("/takeover", JsonContent.Create(new Claim(path, (int)options.DrainLimit.TotalSeconds), TakeoverJson.Default.Claim));
        if (response.IsSuccessStatusCode) return null;
        var problems = response.StatusCode == HttpStatusCode.NotFound ? null : await response.Content.ReadFromJsonAsync(GantryJson.Default.ProblemDetails);
        return problems is { Problems: [var problem, ..] } ? problem.Message : "The edge that runs is of a build that cannot hand over.";
    }

    private async Task<string> WhyAsync()
    {
        const string Silence = "The edge that runs did not say whether it hands over.";
        try
        {
            return await answer.WaitAsync(Dying) ?? Silence;
        }
        catch (Exception gone) when (gone is HttpRequestException or TimeoutException)
        {
            return Silence;
        }
    }

    private static void Read(Socket from, byte[] all)
    {
        for (var got = 0; got < all.Length;)
        {
            var more = from.Receive(all, got, all.Length - got, SocketFlags.None);
            if (more == 0) throw new IOException("The other side has gone.");
            got += more;
        }
    }
}

/// <summary>An edge that was to take over did not. The one before goes on.</summary>
internal sealed class TakeoverException(string message) : Exception(message);
