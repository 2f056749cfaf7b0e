using System.Diagnostics;
using Gantry.Engine;
using Gantry.Integration.Support;

namespace Gantry.Integration.Engine;

/// <summary>A dockerd of a test's own beside the machine's, which can be killed and started again. It leaves the machine's firewall alone.</summary>
/// <remarks>It has a bridge of its own: one without would take away <c>docker0</c>, which is the other engine's.</remarks>
public sealed class OwnEngine : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-dockerd-").FullName;
    private readonly string _bridge = $"gt{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4))}";
    private Process? _process;

    public string Address => $"unix://{_folder}/docker.sock";
    public string Folder => _folder;

    public async Task StartAsync()
    {
        await ShellAsync($"ip link show {_bridge} >/dev/null 2>&1 || {{ ip link add {_bridge} type bridge && ip addr add {BridgeAddress} dev {_bridge} && ip link set {_bridge} up; }}");
        var start = new ProcessStartInfo("dockerd",
        [
            "--data-root", $"{_folder}/data", "--exec-root", $"{_folder}/exec", "-p", $"{_folder}/pid", "-H", Address,
            $"--bridge={_bridge}", "--iptables=false", "--ip6tables=false", "--ip-masq=false",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        using var engine = new DockerEngine(Address, TimeProvider.System);
        await Eventually.HoldsAsync("dockerd answers", TimeSpan.FromSeconds(60), async () =>
        {
            try
            {
                await engine.InfoAsync(default);
                return true;
            }
            catch (EngineUnavailableException)
            {
                return false;
            }
        });
    }

    public async Task StopAsync(bool byForce = false)
    {
        if (_process is not { HasExited: false } running) return;
        _ = ProgramRun.SendSignal(running.Id, byForce ? 9 : 15);
        await running.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await ShellAsync($"grep -o '{_folder}[^ ]*' /proc/mounts | sort -r | xargs -r umount -l; ip link del {_bridge} 2>/dev/null");
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>One of many, so that two of these may live at once.</summary>
    private string BridgeAddress => $"10.199.{Convert.FromHexString(_bridge[2..])[0]}.1/24";

    private static async Task ShellAsync(string line)
    {
        using var shell = Process.Start("sh", ["-c", line]);
        await shell.WaitForExitAsync();
    }
}
