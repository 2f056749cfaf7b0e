using System.Text.RegularExpressions;
using Gantry.Integration.Edge.Harness;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Certificates;

/// <summary>An ACME authority that really looks at hosts, all of which are this machine; and the platform that knows it.</summary>
internal sealed partial class Pebble : IAsyncDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("pebble").FullName;
    private readonly int _port = FreePort.Take(), _management = FreePort.Take(), _names = FreePort.Take();
    private readonly ProgramRun _dns;
    private readonly Dictionary<string, string?> _variables;
    private ProgramRun? _run;

    /// <param name="http">Where it looks for files.</param>
    /// <param name="https">Where it looks for certificates of challenges.</param>
    /// <param name="validity">Of what it signs, in seconds.</param>
    public Pebble(int http, int https, int validity = 3600, params (string Name, string Value)[] variables)
    {
        var authority = new Authority();
        authority.Put(_folder, ["localhost"]);
        authority.PutRoot(Roots);
        File.WriteAllText(Config, $$"""
            {"pebble": {"listenAddress": "127.0.0.1:{{_port}}", "managementListenAddress": "127.0.0.1:{{_management}}", "certificate": "{{_folder}}/localhost.crt",
             "privateKey": "{{_folder}}/localhost.key", "httpPort": {{http}}, "tlsPort": {{https}}, "certificateValidityPeriod": {{validity}} } }
            """);
        // Random pauses of 15 seconds are the default, and proof of a host is asked for each time.
        _variables = new Dictionary<string, string?> { ["PEBBLE_VA_NOSLEEP"] = "1", ["PEBBLE_AUTHZREUSE"] = "0" };
        foreach (var (name, value) in variables) _variables[name] = value;
        _dns = ProgramRun.Start("pebble-challtestsrv", ["-dns01", $"127.0.0.1:{_names}", "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-http01", "", "-https01", "", "-tlsalpn01", "", "-management", $"127.0.0.1:{FreePort.Take()}"]);
        Start();
    }

    public string Directory => $"https://localhost:{_port}/dir";

    /// <summary>Who vouches for the authority's own address.</summary>
    public string Roots => Path.Combine(_folder, "roots.pem");

    private string Config => Path.Combine(_folder, "pebble.json");

    /// <summary>How many orders it has had since it was started.</summary>
    public int Orders => _run!.Lines.Count(line => line.Contains("Added order", StringComparison.Ordinal));
    public int RefusedNonces => _run!.Lines.Count(line => line.Contains("nonce", StringComparison.OrdinalIgnoreCase) && line.Contains("reject", StringComparison.OrdinalIgnoreCase));
    public IEnumerable<string> Looks => _run!.Lines.Where(line => line.Contains("Attempting to validate", StringComparison.Ordinal));
    public IReadOnlyList<string> Serials => [.. _run!.Lines.Select(line => Serial().Match(line)).Where(m => m.Success).Select(m => m.Groups[1].Value)];

    /// <summary>The variables of a platform that asks it.</summary>
    public Dictionary<string, string> Platform(string http, string challenges) => new()
    {
        ["GANTRY_HTTP"] = http,
        ["GANTRY_ACME_DIRECTORY"] = Directory,
        ["GANTRY_ACME_CA"] = Roots,
        ["GANTRY_ACME_CONTACT"] = "ops@example.org",
        ["GANTRY_ACME_TERMS"] = "agreed",
        ["GANTRY_ACME_CHALLENGES"] = challenges,
    };

    public void Start() => _run = ProgramRun.Start("pebble", ["-config", Config, "-dnsserver", $"127.0.0.1:{_names}"], _variables);

    public async Task StopAsync()
    {
        if (_run is not { } run) return;
        _run = null;
        run.Kill();
        await run.DisposeAsync();
    }

    /// <summary>Asks a host over HTTPS, with trust in what the authority signs and in nothing else.</summary>
    public async Task<ProgramResult> CurlAsync(TestPlatform platform, string host, params string[] more)
    {
        var (root, port) = (Path.Combine(_folder, "issuer.pem"), platform.Https.Split(':')[1]);
        if (!File.Exists(root))
        {
            await using var fetch = ProgramRun.Start("curl", ["-sS", "--cacert", Roots, "-o", root, $"https://localhost:{_management}/roots/0"]);
            (await fetch.EndAsync(TimeSpan.FromSeconds(20))).Expect(0);
        }
        await using var run = ProgramRun.Start("curl", ["-sSv", .. more, "--cacert", root, "--resolve", $"{host}:{port}:127.0.0.1", $"https://{host}:{port}/"]);
        return await run.EndAsync(TimeSpan.FromSeconds(20));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _dns.DisposeAsync();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex("Issued certificate serial ([0-9a-f]+)")]
    private static partial Regex Serial();
}
