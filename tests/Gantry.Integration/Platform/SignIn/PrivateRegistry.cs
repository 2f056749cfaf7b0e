using System.Globalization;
using System.Net;
using System.Text;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Platform.Registry;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.SignIn;

/// <summary>Debian's docker-registry, which lets one account in.</summary>
internal sealed class PrivateRegistry : IAsyncDisposable
{
    public const string User = "deployer", Password = "planted-4711-pass";

    /// <summary>bcrypt of <see cref="Password"/>.</summary>
    private const string Hash = "$2b$04$4ljdOlNtq58NHsWB4x7zTupY3rHvwoE21gyC.JL.rTKToQIuI3oOK";

    private readonly ProgramRun _run;
    private readonly string _folder;

    private PrivateRegistry(ProgramRun run, string folder, string address) => (_run, _folder, Address) = (run, folder, address);

    public string Address { get; }

    /// <summary>What it is known by in plain sight, in every form it takes on a wire.</summary>
    public static IReadOnlyList<string> Secrets { get; } = [Password, Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")), Convert.ToBase64String(Encoding.UTF8.GetBytes(Password))[..20]];

    public static Task<PrivateRegistry> WithPasswordsAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "htpasswd"), $"{User}:{Hash}\n");
        return StartAsync(folder, $"htpasswd: {{ realm: test, path: {folder}/htpasswd }}");
    }

    public static Task<PrivateRegistry> WithTokensAsync(string folder, TokenAuthority authority)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "authority.pem"), authority.Certificate);
        return StartAsync(folder, $"token: {{ realm: \"{authority.Realm}\", service: {TokenAuthority.Service}, issuer: {TokenAuthority.Issuer}, rootcertbundle: {folder}/authority.pem }}");
    }

    public async Task PushAsync(string image, string name)
    {
        var login = Path.Combine(_folder, "push.json");
        await File.WriteAllTextAsync(login, DockerConfig(Address), TestContext.Current.CancellationToken);
        (await RegistryClient.SkopeoAsync("copy", "-q", "--dest-tls-verify=false", "--authfile", login, "--src-daemon-host", "unix://" + EngineView.DefaultSocket, $"docker-daemon:{image}", $"docker://{Address}/{name}")).Expect(0);
    }

    /// <summary>What <c>docker login</c> writes.</summary>
    public static string DockerConfig(string address) => $$$"""{"auths":{"{{{address}}}":{ "auth":"{{{Secrets[1]}}}" } } }""";

    public async ValueTask DisposeAsync() => await _run.DisposeAsync();

    private static async Task<PrivateRegistry> StartAsync(string folder, string auth)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort.Take()}");
        var file = Path.Combine(folder, "registry.yml");
        await File.WriteAllTextAsync(file, $$"""
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage: { filesystem: { rootdirectory: {{folder}}/content } }
            http: { addr: "{{address}}" }
            auth: { {{auth}} }
            """, TestContext.Current.CancellationToken);
        var run = ProgramRun.Start("docker-registry", ["serve", file]);
        using var http = new HttpClient();
        await Eventually.HoldsAsync("the private registry answers", TimeSpan.FromSeconds(20), async () =>
        {
            try
            {
                return (await http.GetAsync($"http://{address}/v2/", TestContext.Current.CancellationToken)).StatusCode == HttpStatusCode.Unauthorized;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return new PrivateRegistry(run, folder, address);
    }
}
