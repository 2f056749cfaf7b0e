using System.Text;
using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Registries;

namespace Gantry.Cli.Commands.Registries;

/// <summary>
/// Where whoever calls is signed in already, with docker or podman: <c>auths</c> of <c>~/.docker/config.json</c>. It goes along with a
/// plan and nowhere else. Programs that the file names (<c>credsStore</c>, <c>credHelpers</c>) are not run.
/// </summary>
public sealed class DockerConfig
{
    private const int MostBytes = 1 << 20;
    private readonly string _file;
    private readonly HashSet<string> _elsewhere = new(StringComparer.Ordinal);
    private string? _unread;

    private DockerConfig(string file) => _file = file;

    /// <summary>By host; null: nowhere.</summary>
    public IReadOnlyDictionary<string, RegistryLogin>? Logins { get; private set; }

    public static DockerConfig Of(Session session)
    {
        var folder = session.Variable("DOCKER_CONFIG") ?? (session.Variable("HOME") is { } home ? Path.Combine(home, ".docker") : null);
        var config = new DockerConfig(folder is null ? "" : Path.Combine(folder, "config.json"));
        try
        {
            var file = new FileInfo(config._file.Length > 0 ? config._file : "/nonexistent");
            if (file is { Exists: true, Length: <= MostBytes }) config.Read(File.ReadAllBytes(config._file));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            // It is another program's file: it matters only when something is refused for want of it.
            config._unread = $"{config._file} cannot be read.";
        }

        return config;
    }

    /// <summary>To a refusal for want of signing in: why what docker knows did not help.</summary>
    public Problem Explain(Problem problem)
    {
        if (problem.Code != "image.denied") return problem;
        var why = _elsewhere.Where(h => problem.Message.Contains(h, StringComparison.Ordinal) || (h == RegistryHosts.Hub && problem.Help.Contains(h, StringComparison.Ordinal)))
            .Select(h => $"{_file} leaves the password for {h} to a program, which Gantry does not run.").ToList();
        if (_unread is not null) why.Add(_unread);
        return why.Count == 0 ? problem : problem with { Details = [.. problem.Details, .. why] };
    }

    private void Read(byte[] content)
    {
        using var json = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 16 });
        if (json.RootElement.TryGetProperty("credHelpers", out var helpers))
        {
            foreach (var helper in helpers.EnumerateObject()) Leave(helper.Name);
        }

        if (!json.RootElement.TryGetProperty("auths", out var auths)) return;
        var logins = new Dictionary<string, RegistryLogin>(StringComparer.Ordinal);
        foreach (var entry in auths.EnumerateObject())
        {
            // An entry without anything in it is docker's note that its store has the password.
            if (RegistryHosts.Read(entry.Name) is not { } host) continue;
            if (Login(entry.Value) is { } login) logins.TryAdd(host, login);
            else Leave(entry.Name);
        }

        if (logins.Count > 0) Logins = logins;
    }

    private void Leave(string name)
    {
        if (RegistryHosts.Read(name) is { } host) _elsewhere.Add(host);
    }

    private static RegistryLogin? Login(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("auth", out var auth) || auth.GetString() is not { Length: > 0 } text) return null;
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length)) return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\0');
        return pair.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon < pair.Length - 1 ? new RegistryLogin(pair[..colon], pair[(colon + 1)..]) : null;
    }
}
