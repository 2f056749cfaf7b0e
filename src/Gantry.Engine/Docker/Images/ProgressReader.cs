using System.Net;
using System.Text.Json;
using Gantry.Engine.Docker.Wire;

namespace Gantry.Engine.Docker;

/// <summary>Reads the lines that a build or a pull writes while it goes on.</summary>
internal static class ProgressReader
{
    /// <returns>The error that ended it; null when it ended well.</returns>
    public static async Task<string?> ReadAsync(DockerApi api, HttpResponseMessage response, Action<ProgressJson> each, CancellationToken cancel)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
        string? error = null;
        while (await api.GuardAsync(async () => await reader.ReadLineAsync(cancel), cancel) is { } text)
        {
            if (text.Length == 0) continue;
            var line = JsonSerializer.Deserialize(text, DockerJson.Default.ProgressJson)!;
            error = line.Error ?? error;
            each(line);
        }
        return error;
    }
}

/// <summary>A tar stream that is written while it is sent, so that a large context needs no file and no memory.</summary>
internal sealed class TarContent : HttpContent
{
    private readonly Func<Stream, CancellationToken, Task> _write;

    public TarContent(Func<Stream, CancellationToken, Task> write)
    {
        _write = write;
        Headers.ContentType = new("application/x-tar");
    }

    /// <summary>Why the stream could not be written to its end, when that was not the engine's fault.</summary>
    public Exception? Failure { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        try
        {
            await _write(stream, cancellationToken);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            Failure = e;
            throw;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
