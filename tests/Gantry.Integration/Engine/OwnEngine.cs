using System.Diagnostics;
using Gantry.Engine;
using Gantry.Integration.Support;

namespace Gantry.Integration.Engine;

/// <summary>A dockerd of a test's own beside the machine's, which can be killed and started again. It leaves the machine's firewall alone.</summary>
public sealed class OwnEngine : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-dockerd-").FullName;
    private Process? _process;

    public string Address => $"unix://{_folder}/docker.sock";
    public string Folder => _folder;

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dockerd",
        [
            "--data-root", $"{_folder}/data", "--exec-root", $"{_folder}/exec", "-p", $"{_folder}/pid", "-H", Address,
            "--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-masq=false",
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

    public async Task StopAsync(string signal = "TERM")
    {
        if (_process is not { HasExited: false } running) return;
        using var kill = Process.Start("kill", [$"-{signal}", $"{running.Id}"]);
        await running.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        using var unmount = Process.Start("sh", ["-c", $"grep -o '{_folder}[^ ]*' /proc/mounts | sort -r | xargs -r umount -l"]);
        await unmount.WaitForExitAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
