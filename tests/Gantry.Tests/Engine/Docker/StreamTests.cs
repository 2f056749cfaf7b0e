using System.Text;
using Gantry.Engine;
using Gantry.Engine.Docker;

namespace Gantry.Tests.Engine.Docker;

public sealed class StreamTests
{
    private static byte[] Frame(bool error, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)(error ? 2 : 1), 0, 0, 0, 0, 0, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }

    private static async Task<List<(bool Error, string Text)>> FramesAsync(params byte[][] pieces)
    {
        var frames = new List<(bool, string)>();
        await foreach (var (error, bytes) in FrameReader.ReadAsync(new Dripping([.. pieces.SelectMany(p => p)]), default))
            frames.Add((error, Encoding.UTF8.GetString(bytes)));
        return frames;
    }

    [Fact]
    public async Task Two_outputs_in_one_stream_are_taken_apart() =>
        Assert.Equal([(false, "out"), (true, "err"), (false, "")], await FramesAsync(Frame(false, "out"), Frame(true, "err"), Frame(false, "")));

    [Fact]
    public async Task What_is_cut_off_is_kept_as_far_as_it_came() => Assert.Equal([(false, "ou")], await FramesAsync(Frame(false, "out")[..^1]));

    [Fact]
    public async Task What_turns_out_not_to_be_in_frames_is_not_taken_for_it() =>
        await Assert.ThrowsAsync<IOException>(() => FramesAsync(Frame(false, "out"), "HTTP/1.1 200 OK"u8.ToArray()));

    [Fact]
    public async Task The_output_of_a_terminal_has_no_frames_and_comes_line_by_line() => Assert.Equal(
        [(false, "2026-11-21T10:00:00Z hé\r\n"), (false, "2026-11-21T10:00:01Z there\r\n"), (false, "end")],
        await FramesAsync(Encoding.UTF8.GetBytes("2026-11-21T10:00:00Z hé\r\n2026-11-21T10:00:01Z there\r\nend")));

    [Fact]
    public void Lines_get_their_time_and_long_ones_are_put_together()
    {
        var reader = new LogReader();
        var lines = new List<ContainerLine>();
        void Read(bool error, string text) => lines.AddRange(reader.Read(error, Encoding.UTF8.GetBytes(text)));
        Read(false, "2026-11-21T10:00:00.123456700Z begin ");
        Read(true, "2026-11-21T10:00:01Z other\r\n");
        Read(false, "2026-11-21T10:00:02Z end\n");
        Read(false, "2026-11-21T10:00:03Z \n2026-11-21T10:00:04Z no end");
        lines.AddRange(reader.Rest());
        Assert.Equal([(true, "other"), (false, "begin end"), (false, ""), (false, "no end")], lines.Select(l => (l.Error, l.Text)));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero).AddTicks(1234567), lines[1].At);
    }

    [Fact]
    public void Events_are_told_apart_and_those_of_others_left_out()
    {
        static string Event(string platform, string action, string more = "") =>
            $$$"""{"Type":"container","Action":"{{{action}}}","Actor":{"ID":"c1","Attributes":{"gantry.platform":"{{{platform}}}","name":"web"{{{more}}} } },"time":1,"timeNano":1000000200}""";
        var died = DockerEvents.Parse(Event("mine", "die", ",\"exitCode\":\"137\""), "mine")!;
        Assert.Equal((EngineEventType.Died, "c1", "web", 137), (died.Type, died.Id, died.Name, died.ExitCode));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(10_000_002), died.At);
        Assert.Equal(EngineEventType.Unhealthy, DockerEvents.Parse(Event("mine", "health_status: unhealthy"), "mine")!.Type);
        Assert.Null(DockerEvents.Parse(Event("other", "die"), "mine"));
        Assert.Null(DockerEvents.Parse(Event("mine", "exec_create: /bin/sh"), "mine"));
        var network = DockerEvents.Parse("""{"Type":"network","Action":"destroy","Actor":{"ID":"n1","Attributes":{"name":"net"}},"time":1}""", "mine")!;
        Assert.Equal((EngineEventType.Network, "net"), (network.Type, network.Name));
    }

    /// <summary>Gives one byte at a time, as a slow connection does.</summary>
    private sealed class Dripping(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
