using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Registry;

/// <summary>The registry of a platform, by programs that people use and by HTTP.</summary>
internal sealed class RegistryClient(TestPlatform platform)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public string Address => platform.Registry;

    public string At(string name) => $"docker://{Address}/{name}";

    public static ProgramRun Begin(string program, params string[] words) => ProgramRun.Start(program, words);

    public static async Task<ProgramResult> RunAsync(string program, params string[] words)
    {
        await using var run = Begin(program, words);
        return await run.EndAsync(Patience);
    }

    /// <summary>skopeo reads names from Debian's own configuration, and may trust whatever is pushed here.</summary>
    public static Task<ProgramResult> SkopeoAsync(params string[] words) => RunAsync("skopeo", ["--insecure-policy", .. words]);

    public Task<ProgramResult> PushAsync(string folder, string name) => SkopeoAsync("copy", "-q", "--preserve-digests", "--dest-tls-verify=false", $"dir:{folder}", At(name));

    /// <summary>Pulls into a folder and compares byte by byte.</summary>
    public async Task PullsAsync(string name, string folder)
    {
        var pulled = platform.Beside("pulled-" + Guid.NewGuid().ToString("n"));
        (await SkopeoAsync("copy", "-q", "--src-tls-verify=false", At(name), $"dir:{pulled}")).Expect(0);
        (await RunAsync("diff", "-r", pulled, folder)).Expect(0);
        Directory.Delete(pulled, recursive: true);
    }

    /// <summary>Whatever any manifest refers to is there, and is what it is called. Returns how many blobs that were.</summary>
    public async Task<int> WholeAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{Address}") };
        var cancel = TestContext.Current.CancellationToken;
        var seen = 0;
        foreach (var name in (JsonNode.Parse(await http.GetStringAsync("/v2/_catalog", cancel))!["repositories"]!).AsArray().Select(n => (string)n!))
        {
            foreach (var tag in JsonNode.Parse(await http.GetStringAsync($"/v2/{name}/tags/list", cancel))!["tags"]!.AsArray())
            {
                var manifest = JsonNode.Parse(await http.GetStringAsync($"/v2/{name}/manifests/{(string)tag!}", cancel))!;
                foreach (var digest in manifest["layers"]!.AsArray().Append(manifest["config"]).Select(d => (string)d!["digest"]!))
                {
                    Assert.Equal(digest, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(await http.GetByteArrayAsync($"/v2/{name}/blobs/{digest}", cancel))));
                    seen++;
                }
            }
        }

        return seen;
    }

    /// <summary>Bytes that have arrived of uploads which have not ended.</summary>
    public long Arrived() => new DirectoryInfo(Path.Combine(platform.Home, "registry", "uploads")).EnumerateFiles().Sum(Length);

    private static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
