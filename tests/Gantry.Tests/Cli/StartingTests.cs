using Gantry.Cli;
using Gantry.Cli.Screen;
using Gantry.Cli.Starting;

namespace Gantry.Tests.Cli;

public sealed class StartingTests
{
    [Theory]
    [InlineData("ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n", "Debian GNU/Linux 12 (bookworm)", true)]
    [InlineData("ID=linuxmint\nID_LIKE='ubuntu debian'\nPRETTY_NAME=Mint\n", "Mint", true)]
    [InlineData("ID=fedora\nPRETTY_NAME=\"Fedora Linux 42\"\n", "Fedora Linux 42", false)]
    [InlineData("", "this system", false)]
    public void A_system_is_known_by_its_release_file(string text, string name, bool apt) =>
        Assert.Equal(new LinuxSystem(name, apt), LinuxSystem.Parse(text));

    [Fact]
    public void Advice_is_a_command_that_helps_on_this_system()
    {
        Assert.Contains("sudo systemctl start docker", EngineAdvice.For(new LinuxSystem("Debian", true), true, ["/a"]).Help);
        Assert.Contains("sudo apt-get install docker.io", EngineAdvice.For(new LinuxSystem("Debian", true), false, ["/a"]).Help);
        Assert.Contains("on Fedora", EngineAdvice.For(new LinuxSystem("Fedora", false), false, ["/a"]).Help);
        Assert.Contains("/a, /b", EngineAdvice.For(new LinuxSystem("Fedora", false), false, ["/a", "/b"]).Message);
    }

    [Fact]
    public void A_yes_beforehand_is_not_asked_for_again() => Assert.True(new Approval(Nobody(), new WorkTime(TimeProvider.System), given: true).Ask("Sure?"));

    [Fact]
    public void Where_nobody_can_answer_only_what_was_plainly_asked_for_is_done()
    {
        var approval = new Approval(Nobody(), new WorkTime(TimeProvider.System), given: false);
        Assert.Throws<GiveUpException>(() => approval.Ask("Sure?"));
        Assert.True(approval.AskLightly("Install?"));
    }

    [Theory]
    [InlineData("y", true, true)]
    [InlineData("yes ", true, true)]
    [InlineData("n", false, false)]
    [InlineData("", false, true)]
    [InlineData(null, false, false)]
    public void Enter_means_no_where_it_matters_and_yes_where_it_does_not(string? typed, bool asked, bool lightly)
    {
        var terminal = new Terminal { Out = TextWriter.Null, Error = TextWriter.Null, CanAsk = true, ReadLine = () => typed };
        var approval = new Approval(terminal, new WorkTime(TimeProvider.System), given: false);
        Assert.Equal((asked, lightly), (approval.Ask("Sure?"), approval.AskLightly("Install?")));
    }

    [Fact]
    public void The_tail_of_a_log_starts_where_this_run_did()
    {
        var log = Path.GetTempFileName();
        try
        {
            File.WriteAllText(log, "of yesterday\n");
            var from = Subprocess.Length(log);
            File.AppendAllText(log, "one\ntwo\nthree\n");
            Assert.Equal(["two", "three"], Subprocess.Tail(log, 2, from));
            Assert.Equal(["one", "two", "three"], Subprocess.Tail(log, 9, from));
            Assert.Empty(Subprocess.Tail(log + ".none", 9));
        }
        finally
        {
            File.Delete(log);
        }
    }

    [Fact]
    public async Task What_outlives_the_command_gets_no_secret_of_the_caller()
    {
        var log = Path.GetTempFileName();
        try
        {
            var variables = new Dictionary<string, string>
            {
                ["PATH"] = "/usr/bin:/bin", ["GANTRY_HTTP"] = "127.0.0.1:9", ["API_TOKEN"] = "secret", ["DOCKER_HOST"] = "unix:///x",
            };
            using var process = Subprocess.Detach(log, variables, "env");
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            var told = (await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken)).Split('\n');
            Assert.Contains("GANTRY_HTTP=127.0.0.1:9", told);
            Assert.Contains("DOCKER_HOST=unix:///x", told);
            Assert.DoesNotContain(told, line => line.Contains("secret", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(log);
        }
    }

    private static Terminal Nobody() => new() { Out = TextWriter.Null, Error = TextWriter.Null };
}
