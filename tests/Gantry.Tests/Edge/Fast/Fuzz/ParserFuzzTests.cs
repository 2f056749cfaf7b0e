using System.Globalization;
using System.Text;
using Gantry.Edge.Fast.Decisions;
using Gantry.Edge.Fast.Heads;
using Gantry.Integration.Edge.Corpus;

namespace Gantry.Tests.Edge.Fast.Fuzz;

/// <summary>
/// The parsers of the fast lane against a reference, with messages changed by chance: some ten thousand with every run, a million each with
/// GANTRY_NIGHTLY=1. A failure names its seed; GANTRY_SEED begins with it.
/// </summary>
public sealed class ParserFuzzTests
{
    private const int Longest = 64 * 1024;

    private static readonly int Cases = Environment.GetEnvironmentVariable("GANTRY_NIGHTLY") == "1" ? 1_000_000 : 15_000;
    private static readonly int First = int.Parse(Environment.GetEnvironmentVariable("GANTRY_SEED") ?? "1", CultureInfo.InvariantCulture);
    // From what is sound more comes that is still read.
    private static readonly string[] Requests = [.. Messages.Refused.Select(message => message.Bytes), .. Enumerable.Repeat(Messages.Either.Select(message => message.Bytes).Concat(Sound).Concat(Sound), 8).SelectMany(all => all)];

    private static IEnumerable<string> Sound =>
    [
        "GET /a/b?c=d HTTP/1.1\r\nHost: shop.test:8080\r\nAccept: */*\r\nCookie: a=b\r\nX-Request-Id: 5\r\n\r\n",
        "POST / HTTP/1.1\r\nX-Forwarded-For: 1.2.3.4\r\nHost: shop.test\r\nContent-Length: 5\r\nConnection: keep-alive\r\nForwarded: for=x\r\n\r\nhello",
    ];

    private static readonly string[] Answers =
    [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nDate: now\r\n\r\nhello", "HTTP/1.1 204\r\n\r\n", "HTTP/1.0 200 OK\r\nConnection: close, X-A\r\nX-A: b\r\n\r\n", "HTTP/1.1 304 Not Modified\nETag: a\n\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "HTTP/1.1 500 What\r\nX-A: b\r\n folded\r\nKeep-Alive: 5\r\n\r\n", "HTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    ];

    private static readonly string[] Chunks =
    [
        "5\r\nhello\r\n0\r\n\r\n", "5;a=b\r\nhello\r\nA\r\n0123456789\r\n0\r\nX-T: a\r\n\r\n", "0\r\n\r\n", "00005\r\nhello\r\n000\r\nA: b\r\nC: d\r\n\r\nrest", "1\r\nx\r\n2\r\nyz\r\n0;last\r\n\r\n",
    ];

    private readonly byte[] room = new byte[Longest * 2];

    [Fact]
    public void Requests_are_read_as_the_reference_reads_them_and_what_is_written_is_read_alike()
    {
        var (head, writer, whole) = (new RequestHead(), new RequestWriter(new RequestIds()), 0);
        All(Requests, (text, bytes, chance) =>
        {
            var (verdict, wanted) = (head.Read(bytes), Reference.Request(text));
            Assert.Equal(wanted is not null, verdict == HeadVerdict.Whole);
            if (wanted is null) return;
            whole++;
            Assert.Equal((wanted.Method, wanted.Target, wanted.Host), (Text(head.Method(bytes)), Text(head.Target(bytes)), Text(head.Host!.Value.Value(bytes))));
            Assert.Equal((wanted.Length, wanted.Closes, wanted.HeadLength, wanted.Names.Length), (head.ContentLength, head.Closes, head.Length, head.Lines.Length));
            var written = Text(room.AsSpan(0, writer.Write(head, bytes, new Asker(System.Net.IPAddress.Loopback, isBelieved: false), isSecure: chance.Next(2) == 0, 1_700_000_000_000, room)));
            var read = Reference.Request(written, most: 110);
            Assert.True(read is not null, $"written as {written}");
            Assert.Equal((wanted.Method, wanted.Target, wanted.Host, wanted.Length, written.Length), (read.Method, read.Target, read.Host, read.Length, read.HeadLength));
            Assert.DoesNotContain(read.Names, name => name is "connection" or "keep-alive" or "te" or "trailer" or "proxy-connection" or "x_forwarded_for" or "x-real-ip");
            Assert.Single(read.Names, "forwarded");
            Assert.Equal(HeadVerdict.Partial, head.Read(bytes.AsSpan(0, chance.Next(wanted.HeadLength))));
        });
        // Most of what chance makes is wrong; but not all, or nothing of this was looked at.
        Assert.InRange(whole, Cases / 50, Cases);
    }

    [Fact]
    public void Answers_are_read_as_the_reference_reads_them_and_written_in_one_way()
    {
        var (head, whole) = (new ResponseHead(), 0);
        All(Answers, (text, bytes, chance) =>
        {
            var (verdict, wanted) = (head.Read(bytes), Reference.Answer(text));
            Assert.Equal(wanted is not null, verdict == HeadVerdict.Whole);
            if (wanted is null) return;
            whole++;
            Assert.Equal((wanted.Status, wanted.Length, wanted.HeadLength), (head.Status, head.ContentLength, head.Length));
            var framing = head.FramingOf(toHead: false);
            if (wanted.Status is not (204 or 304)) Assert.Equal(wanted.IsChunked ? Framing.Chunked : wanted.Length >= 0 ? Framing.Length : Framing.UntilClose, framing);
            var written = Text(room.AsSpan(0, ResponseWriter.Write(head, bytes, framing, closes: false, "Date: now\r\n"u8, isStrict: chance.Next(2) == 0, room)));
            var lines = written.Split("\r\n");
            Assert.Equal(["", ""], lines[^2..]);
            Assert.DoesNotContain(lines, line => line.AsSpan().IndexOfAny('\r', '\n') >= 0);
            var read = Reference.Answer(written);
            Assert.True(read is not null, $"written as {written}");
            Assert.Equal((wanted.Status, framing is Framing.Chunked or Framing.UntilClose, written.Length), (read.Status, read.IsChunked, read.HeadLength));
            Assert.False(read.IsChunked && read.Length >= 0);
            Assert.Equal(HeadVerdict.Partial, head.Read(bytes.AsSpan(0, chance.Next(wanted.HeadLength))));
        });
        Assert.InRange(whole, Cases / 50, Cases);
    }

    [Fact]
    public void Chunks_end_where_the_reference_says_however_they_are_cut()
    {
        var whole = 0;
        All(Chunks, (text, bytes, chance) =>
        {
            var wanted = Reference.ChunksEnd(text);
            var (scan, at, taken) = (default(ChunkScan), 0, 0);
            while (at < bytes.Length && taken >= 0 && !scan.IsOver)
            {
                var piece = Math.Min(bytes.Length - at, chance.Next(1, 12));
                taken = scan.Follow(bytes.AsSpan(at, piece));
                at += Math.Max(taken, 0);
            }
            Assert.Equal(wanted, scan.IsOver && taken >= 0 ? at : -1);
            if (wanted >= 0) whole++;
        });
        Assert.InRange(whole, Cases / 50, Cases);
    }

    private static void All(string[] corpus, Action<string, byte[], Random> look)
    {
        for (var seed = First; seed < First + Cases; seed++)
        {
            var chance = new Random(seed);
            // Some are not changed.
            var text = corpus[chance.Next(corpus.Length)];
            if (chance.Next(20) > 0) text = Mutation.Of(text, chance, corpus);
            var bytes = Encoding.Latin1.GetBytes(text);
            if (bytes.Length > Longest) continue;
            try
            {
                look(Text(bytes), bytes, chance);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"GANTRY_SEED={seed}: {string.Concat(text.Select(one => one is > ' ' and < '\x7f' ? $"{one}" : $"\\x{(int)one:x2}"))}: {error.Message}", error);
            }
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
