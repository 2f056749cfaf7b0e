using System.Buffers;
using System.IO.Pipelines;
using Gantry.Edge.Decisions;

namespace Gantry.Edge.Tls;

/// <summary>Looks at the first message of a client in the doorway, and leaves it where it is.</summary>
internal static class HelloPeek
{
    /// <returns>The host that an authority looks at (RFC 8737); null: it is another client.</returns>
    public static async ValueTask<string?> ChallengedAsync(PipeReader input, CancellationToken cancel)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancel);
            var (buffer, needed) = (read.Buffer, ClientHello.RecordHead);
            if (buffer.Length >= needed) needed = ClientHello.LengthOf(buffer.Slice(0, needed).ToArray());
            if (buffer.Length < needed && !read.IsCompleted)
            {
                input.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }
            var host = needed > 0 && buffer.Length >= needed ? In(buffer.Slice(0, needed).ToArray()) : null;
            input.AdvanceTo(buffer.Start);
            return host;
        }
    }

    private static string? In(ReadOnlySpan<byte> record) =>
        ClientHello.IsOnly(ClientHello.Part(record, ClientHello.Protocols), ChallengeCertificate.Protocol) ? ClientHello.HostIn(ClientHello.Part(record, ClientHello.ServerNames)) : null;
}
