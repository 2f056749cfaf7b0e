using System.Net.Sockets;
using System.Text;
using Gantry.Integration.Edge.Harness;
using Gantry.Resources.Traffic;

namespace Gantry.Integration.Edge.Corpus;

/// <summary>Some hundred messages, each by itself, to each lane: refused, or passed on in one form that everybody reads alike.</summary>
public sealed class CorpusTests : IAsyncDisposable
{
    private readonly Recorder recorder = new();
    private EdgeUnderTest edge = null!;

    public async ValueTask DisposeAsync()
    {
        await edge.DisposeAsync();
        recorder.Dispose();
    }

    [Theory]
    [InlineData(EdgeUnderTest.Fast)]
    [InlineData(EdgeUnderTest.General)]
    public async Task What_is_malformed_is_refused_and_reaches_no_replica_as_a_request(string lane)
    {
        await StartAsync(lane);
        var wrong = new List<string>();
        foreach (var message in Messages.Refused)
        {
            var (answer, heard) = await SendAsync(message);
            if (!IsRefusal(answer)) wrong.Add($"{message.Name}: answered \"{FirstLine(answer)}\"");
            else if (heard.Any(bytes => StrictReading.Fault(bytes) is null)) wrong.Add($"{message.Name}: refused, and passed on");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(Messages.Refused.Count() + Messages.Either.Count() >= 300);
    }

    [Theory]
    [InlineData(EdgeUnderTest.Fast)]
    [InlineData(EdgeUnderTest.General)]
    public async Task What_is_passed_on_can_be_read_in_one_way_only(string lane)
    {
        await StartAsync(lane);
        var wrong = new List<string>();
        foreach (var message in Messages.Either)
        {
            var (answer, heard) = await SendAsync(message);
            if (IsRefusal(answer)) continue;
            if (!answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) || heard.Count != 1) wrong.Add($"{message.Name}: answered \"{FirstLine(answer)}\", passed on {heard.Count} times");
            else if (StrictReading.Fault(heard[0]) is { } fault) wrong.Add($"{message.Name}: {fault}");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Theory]
    [InlineData(EdgeUnderTest.Fast)]
    [InlineData(EdgeUnderTest.General)]
    public async Task Sound_requests_are_passed_on(string lane)
    {
        await StartAsync(lane);
        foreach (var message in Messages.Either.Where(message => message.Name.StartsWith("sound", StringComparison.Ordinal)))
        {
            var (answer, heard) = await SendAsync(message);
            Assert.EndsWith("ok", answer);
            Assert.Null(StrictReading.Fault(Assert.Single(heard)));
        }
    }

    private async Task StartAsync(string lane)
    {
        edge = await EdgeUnderTest.StartAsync(lane);
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Bare(1, new SnapshotReplica("one", recorder.Address.ToString())) with { Rules = [new(null, "/", 80)] }));
    }

    private async Task<(string Answer, IReadOnlyList<string> Heard)> SendAsync(Message message)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(edge.Http);
        await socket.SendAsync(message.Raw);
        using var deadline = new CancellationTokenSource(EdgeUnderTest.Patience);
        var answer = new StringBuilder();
        var buffer = new byte[16 * 1024];
        try
        {
            for (int length; (length = await socket.ReceiveAsync(buffer, deadline.Token)) > 0;)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, length));
                if (answer.ToString().EndsWith("ok", StringComparison.Ordinal)) break;
            }
        }
        catch (SocketException)
        {
            // Closed without a word, or after one.
        }
        catch (OperationCanceledException)
        {
            answer.Append("(neither answered nor closed)");
        }
        return (answer.ToString(), recorder.Take());
    }

    private static bool IsRefusal(string answer) =>
        answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 5", StringComparison.Ordinal);

    private static string FirstLine(string answer) => answer.Split("\r\n")[0];
}
