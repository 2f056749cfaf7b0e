using System.Net;
using System.Net.Sockets;
using Gantry.Resources.Engines;

namespace Gantry.Tests.Resources;

public sealed class EngineSocketsTests
{
    [Fact]
    public void DOCKER_HOST_is_the_only_candidate_when_it_is_set() =>
        Assert.Equal(["/x/d.sock"], Candidates(("DOCKER_HOST", "unix:///x/d.sock"), ("XDG_RUNTIME_DIR", "/run/user/7")));

    [Fact]
    public void Without_it_docker_comes_before_podman_and_the_machine_before_the_user() =>
        Assert.Equal(
            ["/var/run/docker.sock", "/run/user/7/docker.sock", "/run/podman/podman.sock", "/run/user/7/podman/podman.sock"],
            Candidates(("XDG_RUNTIME_DIR", "/run/user/7")));

    [Fact]
    public void An_engine_over_the_network_is_refused_and_not_ignored() =>
        Assert.Throws<FormatException>(() => Candidates(("DOCKER_HOST", "tcp://10.0.0.1:2375")));

    [Fact]
    public async Task The_first_socket_that_answers_is_found()
    {
        var folder = Directory.CreateTempSubdirectory("gantry-engine-");
        try
        {
            var deaf = Path.Combine(folder.FullName, "deaf.sock");
            await File.WriteAllTextAsync(deaf, "", TestContext.Current.CancellationToken);
            var path = Path.Combine(folder.FullName, "well.sock");
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen();
            var answered = AnswerOnceAsync(listener);
            Assert.Equal(path, await EngineSockets.FindAsync([deaf, folder.FullName + "/none.sock", path], TestContext.Current.CancellationToken));
            await answered;
            Assert.Null(await EngineSockets.FindAsync([deaf], TestContext.Current.CancellationToken));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task AnswerOnceAsync(Socket listener)
    {
        using var caller = await listener.AcceptAsync();
        await caller.ReceiveAsync(new byte[256]);
        await caller.SendAsync("HTTP/1.0 200 OK\r\n\r\nOK"u8.ToArray());
    }

    private static IReadOnlyList<string> Candidates(params (string Name, string Value)[] environment) =>
        EngineSockets.Candidates(name => environment.FirstOrDefault(e => e.Name == name).Value);
}
