using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;

namespace Shop;

/// <summary>Takes connections. When it is told to stop it takes no more, finishes what has been asked, and says goodbye.</summary>
public sealed class Listener(Keeper keeper) : BackgroundService
{
    private const int Port = 6379;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        using var listener = new TcpListener(IPAddress.Any, Port);
        listener.Start(512);
        var open = new HashSet<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop);
                open.RemoveWhere(t => t.IsCompleted);
                open.Add(ServeAsync(client, stop));
            }
        }
        catch (OperationCanceledException)
        {
            listener.Stop();
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stop)
    {
        using var _ = client;
        client.NoDelay = true;
        var stream = client.GetStream();
        var (reader, writer) = (PipeReader.Create(stream), PipeWriter.Create(stream));
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var value = await Resp.ReadAsync(reader, stop);
                Resp.Write(writer, await AnswerAsync(value, stop));
                await writer.FlushAsync(CancellationToken.None);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or OperationCanceledException)
        {
            // The other side left, or talks something else, or the store stops: either way this connection is over.
        }
    }

    private async Task<object?> AnswerAsync(object? value, CancellationToken stop)
    {
        if (value is not IEnumerable<object?> items || !items.Any() || !items.All(i => i is string)) return new Complaint("ERR not a command");
        List<string> command = [.. items.Cast<string>()];
        var wait = double.TryParse(command[^1], CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 3600)) : TimeSpan.Zero;
        return await keeper.AskAsync(command, wait, stop);
    }
}
