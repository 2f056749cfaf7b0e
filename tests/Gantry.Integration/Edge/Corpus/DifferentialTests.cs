using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Gantry.Integration.Edge.Harness;
using Gantry.Resources.Traffic;

namespace Gantry.Integration.Edge.Corpus;

/// <summary>
/// What the edge passes on is read alike by nginx and by Kestrel, and as it is meant: the same method, target, host and body, and where it ends.
/// Another request comes right behind it, so that one that ends elsewhere swallows some of that or leaves something in front of it.
/// </summary>
public sealed partial class DifferentialTests
{
    private const string Next = "GET /next HTTP/1.1\r\nHost: next.test\r\nConnection: close\r\n\r\n";

    private static readonly string[] RefusedByNginx = ["nginx: a method in lower case", "nginx: half an encoding", "nginx: an encoding that is none"];
    private static readonly Reading NextReading = new("GET", "/next", "next.test", "");

    [Theory]
    [InlineData(EdgeUnderTest.Fast)]
    [InlineData(EdgeUnderTest.General)]
    public async Task What_is_passed_on_is_read_alike_by_nginx_and_kestrel(string lane)
    {
        using var recorder = new Recorder();
        await using var readers = await Readers.StartAsync();
        await using var edge = await EdgeUnderTest.StartAsync(lane);
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Bare(1, new SnapshotReplica("one", recorder.Address.ToString())) with { Rules = [new(null, "/", 80)] }));
        var (wrong, refused, alike) = (new List<string>(), new List<string>(), 0);
        foreach (var message in Messages.Either)
        {
            foreach (var passed in await PassAsync(edge, recorder, message))
            {
                Reading[] meant = [Meant(passed), NextReading];
                var (nginx, kestrel) = await readers.ReadAsync(passed + Next);
                foreach (var (name, read) in ((string, IReadOnlyList<Reading>)[])[("nginx", nginx), ("Kestrel", kestrel)])
                {
                    if (read.Count == 0) refused.Add($"{name}: {message.Name}");
                    else if (!read.SequenceEqual(meant)) wrong.Add($"{message.Name}: {name} reads {string.Join(" and ", read)} in {passed}");
                    else alike++;
                }
            }
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        // To refuse is not to read in another way; but what is sound is not refused.
        Assert.All(refused, one => Assert.Contains(one, RefusedByNginx));
        Assert.InRange(alike, 40, int.MaxValue);
    }

    private static async Task<IReadOnlyList<string>> PassAsync(EdgeUnderTest edge, Recorder recorder, Message message)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var deadline = new CancellationTokenSource(EdgeUnderTest.Patience);
        await socket.ConnectAsync(edge.Http, deadline.Token);
        await socket.SendAsync(message.Raw, deadline.Token);
        try
        {
            // One answer, of whatever kind, is all there can be.
            await socket.ReceiveAsync(new byte[16 * 1024], deadline.Token);
        }
        catch (SocketException)
        {
            // Refused without a word.
        }
        return recorder.Take();
    }

    private static Reading Meant(string passed)
    {
        var end = passed.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var (head, body) = (passed[..(end + 2)], passed[(end + 4)..]);
        var first = head.Split(' ');
        if (head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase)) body = string.Concat(Chunk().Matches(body).Select(chunk => Cut(chunk)));
        return new Reading(first[0], first[1], Host().Match(head).Groups[1].Value, body);
    }

    private static string Cut(Match chunk) => chunk.Groups[2].Value[..int.Parse(chunk.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)];

    [GeneratedRegex(@"([0-9a-fA-F]+)\r\n([^\r]*)\r\n")]
    private static partial Regex Chunk();

    [GeneratedRegex(@"\r\nHost:[ \t]*(.*?)[ \t]*\r\n", RegexOptions.IgnoreCase)]
    private static partial Regex Host();
}
