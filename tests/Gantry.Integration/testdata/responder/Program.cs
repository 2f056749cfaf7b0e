using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Responder;

internal static class Program
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);

    private static async Task<int> Main()
    {
        var settings = new Settings();
        Console.WriteLine($"responder {settings.Version} starts");
        if (settings.Exit is { } code)
        {
            Console.Error.WriteLine($"responder: told to end with {code}");
            return code;
        }

        if (settings.Http2) return await Trailers.ServeAsync(settings);
        using var lines = settings.Data is { } folder ? Lines.Open(folder) : null;
        if (settings.Data is not null && lines is null)
        {
            Console.Error.WriteLine("responder: TWO OWNERS of one volume");
            return 3;
        }

        var stop = new TaskCompletionSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.TrySetResult();
        });
        var site = new Site(settings, lines);
        var doors = new List<Door> { Door.Open(8080, site.ServeAsync) };
        if (settings.Tcp is { } port) doors.Add(Door.Open(port, (client, _) => EchoLines.ServeAsync(settings, client)));
        if (settings.Udp is { } datagrams) _ = Datagrams.EchoAsync(settings, datagrams);
        Console.WriteLine($"responder {settings.Version} listens");
        await stop.Task;
        Console.WriteLine($"responder {settings.Version} ends");
        foreach (var door in doors) door.Shut();
        var left = doors.Select(d => d.EmptyAsync(Grace)).ToArray();
        return (await Task.WhenAll(left)).All(empty => empty) ? 0 : 9;
    }
}
