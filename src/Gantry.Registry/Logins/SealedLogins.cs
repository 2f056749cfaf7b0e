using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Certificates;
using Gantry.Resources.Platforms;
using Gantry.Resources.Registries;

namespace Gantry.Registry.Logins;

/// <summary>What the platform signs in at registries with: one file, sealed, for its owner alone. One process has it.</summary>
public sealed class SealedLogins(PlatformPaths paths) : IRegistryLogins
{
    private const string Purpose = "sign-in at registries";
    private readonly Lock _gate = new();
    private Dictionary<string, RegistryLogin>? _known;

    public RegistryLogin? For(string host)
    {
        lock (_gate) return Opened().GetValueOrDefault(host);
    }

    public IReadOnlyDictionary<string, RegistryLogin> All()
    {
        lock (_gate) return new Dictionary<string, RegistryLogin>(Opened(), StringComparer.Ordinal);
    }

    /// <summary>On the disk when this returns.</summary>
    /// <exception cref="RegistryException">It cannot be kept.</exception>
    public void Keep(string host, RegistryLogin login)
    {
        lock (_gate) Write(new Dictionary<string, RegistryLogin>(Opened(), StringComparer.Ordinal) { [host] = login });
    }

    /// <inheritdoc cref="Keep"/>
    public void Forget(string host)
    {
        lock (_gate)
        {
            var rest = new Dictionary<string, RegistryLogin>(Opened(), StringComparer.Ordinal);
            if (rest.Remove(host)) Write(rest);
        }
    }

    private Dictionary<string, RegistryLogin> Opened()
    {
        if (_known is { } known) return known;
        try
        {
            if (!File.Exists(paths.RegistryLogins)) return _known = new(StringComparer.Ordinal);
            var open = Seal().Open(File.ReadAllText(paths.RegistryLogins), Purpose);
            _known = JsonSerializer.Deserialize(open, LoginsJson.Default.DictionaryStringRegistryLogin)!;
            CryptographicOperations.ZeroMemory(open);
            return _known;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed("registry-logins.unreadable", $"What the platform signs in at registries with cannot be read: {error.Message}", "Let the user of the platform read and write there.", error);
        }
        catch (Exception broken) when (broken is CryptographicException or FormatException or JsonException)
        {
            throw Failed("registry-logins.sealed", "What the platform signs in at registries with was sealed with another seal, or is broken.",
                "Put back the seal (seal.key in the platform's home) that it was made with. Or remove the file and sign in again: gantry registry login HOST", broken);
        }
    }

    private void Write(Dictionary<string, RegistryLogin> logins)
    {
        try
        {
            var open = JsonSerializer.SerializeToUtf8Bytes(logins, LoginsJson.Default.DictionaryStringRegistryLogin);
            OwnFile.Write(paths.RegistryLogins, Encoding.ASCII.GetBytes(Seal().Close(open, Purpose) + "\n"));
            CryptographicOperations.ZeroMemory(open);
            _known = logins;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed("registry-logins.not-kept", $"The sign-in cannot be kept: {error.Message}", "Make room, or let the user of the platform write there. What was kept before is as it was.", error);
        }
    }

    private Seal Seal() => Gantry.Resources.Certificates.Seal.Ensure(paths.SealKey, out var problem) ?? throw new RegistryException(problem!);

    private RegistryException Failed(string code, string message, string help, Exception why) => new(new Problem(paths.RegistryLogins, code, message, help), why);
}
