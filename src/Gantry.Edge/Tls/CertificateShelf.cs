using System.Net.Security;
using System.Security.Cryptography;
using Gantry.Edge.Control;
using Gantry.Edge.Fast.Tls;
using Gantry.Edge.Tls.Clients;
using Gantry.Resources;
using Gantry.Resources.Certificates;
using Microsoft.Extensions.Logging;

namespace Gantry.Edge.Tls;

/// <summary>
/// The certificates of the folder, and those that the platform has obtained, ready for handshakes. Nothing is read before a route needs one; from then on they are read again when
/// files change, and looked at every minute. A pair that cannot be used leaves the one that was read before it in use.
/// </summary>
/// <param name="forLoops">Handshakes are made on loops, and not in the doorway.</param>
public sealed class CertificateShelf(string folder, string sealKey, TimeProvider time, ILogger log, bool forLoops = false) : IProblems, IDisposable
{
    /// <summary>Two files are not written at once.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    private readonly Lock sync = new();
    private readonly Dictionary<string, HostCertificate> read = new(StringComparer.Ordinal);
    private IReadOnlyList<string> hosts = [];
    private IReadOnlyList<Problem> unusable = [];
    private IReadOnlyList<Problem> problems = [];
    private InUse inUse = new(new CertificateChoice([]), new Dictionary<HostCertificate, Prepared>(ReferenceEqualityComparer.Instance));
    private Dictionary<string, ShownChallenge> shown = [];
    private string stamp = "";
    private FileSystemWatcher? watcher;
    private ITimer? timer;

    /// <summary>Who vouches for clients.</summary>
    internal AuthorityShelf Clients { get; } = new(folder, time);

    /// <summary>The problems are others than before.</summary>
    public event Action? Changed;

    /// <summary>Handshakes are made with others than before.</summary>
    internal event Action? Renewed;

    /// <summary>Of the hosts that need a certificate, sorted.</summary>
    public IReadOnlyList<Problem> Problems => Volatile.Read(ref problems);

    /// <summary>What a handshake for the host is made with; null: there is no certificate for it.</summary>
    public SslStreamCertificateContext? For(string host) => PreparedFor(host)?.Doorway;

    /// <summary>The same, for a handshake on a loop.</summary>
    internal TlsContext? ContextFor(string host) => PreparedFor(host)?.Loops;

    /// <summary>There is something that authorities are to be shown.</summary>
    internal bool Shows => Volatile.Read(ref shown).Count > 0;

    /// <summary>What a handshake with an authority is made with that looks at the host; null: none is to look.</summary>
    internal Prepared? ChallengeFor(string host) => Volatile.Read(ref shown).GetValueOrDefault(host.ToLowerInvariant())?.Prepared;

    /// <summary>From now on that and no more.</summary>
    internal void Show(IEnumerable<HostChallenge> challenges)
    {
        var next = new Dictionary<string, ShownChallenge>(StringComparer.Ordinal);
        foreach (var challenge in challenges.Where(challenge => challenge.Kind == ChallengeKind.TlsAlpn01))
        {
            next[challenge.Host] = shown.GetValueOrDefault(challenge.Host) is { } known && known.Challenge == challenge ? known
                : new ShownChallenge(challenge, Prepare(ChallengeCertificate.Of(challenge, time.GetUtcNow()), TlsContext.ForChallenge));
        }
        Volatile.Write(ref shown, next);
    }

    private Prepared? PreparedFor(string host)
    {
        // Without the lock: handshakes go on while files are read.
        var (choice, prepared) = Volatile.Read(ref inUse);
        return choice.For(host, time.GetUtcNow()) is { } certificate ? prepared[certificate] : null;
    }

    /// <summary>Says from now on that some are needed, and for which hosts people have to see to it.</summary>
    public void Need(IEnumerable<string> wanted, bool any = true)
    {
        lock (sync)
        {
            hosts = [.. wanted.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
            if (timer is null && !any) return;
            if (timer is null) Begin();
        }
        Check();
    }

    public void Dispose()
    {
        watcher?.Dispose();
        timer?.Dispose();
    }

    private void Begin()
    {
        timer = time.CreateTimer(_ => Check(), null, Look, Look);
        try
        {
            // All of them, for of what is put into a folder that is made later nobody tells.
            foreach (var made in (string[])[folder, IssuedFolder.Of(folder), AuthorityFolder.Of(folder)]) Directory.CreateDirectory(made, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Attributes };
            watcher.Changed += Soon;
            watcher.Created += Soon;
            watcher.Deleted += Soon;
            watcher.Renamed += Soon;
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Then they are looked at every minute alone.
            EdgeLog.Problem(log, $"{folder} cannot be watched: {error.Message}");
        }
    }

    private void Soon(object sender, FileSystemEventArgs change) => timer?.Change(Settling, Look);

    private void Check()
    {
        bool changed;
        lock (sync)
        {
            Read();
            Clients.Look();
            var now = time.GetUtcNow();
            IReadOnlyList<Problem> found = [.. hosts.Select(host => inUse.Choice.WrongFor(host, now, folder, unusable)).OfType<Problem>()];
            // One that is in use and could not be read again is not wrong yet, and will be.
            found = [.. found, .. unusable.Where(problem => !found.Contains(problem) && Serves(problem)), .. Clients.Problems];
            changed = !found.Select(problem => problem.ToString()).SequenceEqual(problems.Select(problem => problem.ToString()));
            if (changed) Volatile.Write(ref problems, found);
        }
        if (!changed) return;
        foreach (var problem in Problems) EdgeLog.Problem(log, problem.ToString());
        Changed?.Invoke();
    }

    /// <summary>The pair was read before, and a host that is needed is served by what it was.</summary>
    private bool Serves(Problem problem) =>
        read.TryGetValue(Path.ChangeExtension(problem.Place, ".crt"), out var kept) && hosts.Any(host => inUse.Choice.For(host, time.GetUtcNow()) == kept);

    private void Read()
    {
        try
        {
            IReadOnlyList<string> files = [.. CertificateFolder.Files(folder), .. IssuedFolder.Files(IssuedFolder.Of(folder))];
            var next = string.Join('\n', files.Select(file => $"{file} {Stamp(file)} {Stamp(CertificateFolder.KeyOf(file))}"));
            if (next == stamp) return;
            Read(files);
            stamp = next;
            EdgeLog.Certificates(log, read.Count, folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A file that went between two looks, or a folder that is not ours: what was read before stays in use.
            unusable = [new Problem(folder, "certificate.unreadable", $"The folder of certificates cannot be read: {error.Message}", "Let the user of the platform read it.")];
        }
    }

    private void Read(IReadOnlyList<string> files)
    {
        var wrong = new List<Problem>();
        var next = new Dictionary<HostCertificate, Prepared>(ReferenceEqualityComparer.Instance);
        foreach (var gone in read.Keys.Except(files).ToArray()) read.Remove(gone);
        foreach (var file in files)
        {
            if (Read(file, out var problem) is { } certificate && TryPrepare(certificate, next, out problem)) read[file] = certificate;
            else wrong.Add(problem!);
            if (read.TryGetValue(file, out var kept) && !next.ContainsKey(kept)) next[kept] = inUse.Contexts[kept];
        }
        unusable = wrong;
        Volatile.Write(ref inUse, new InUse(new CertificateChoice(read.Values), next));
        Renewed?.Invoke();
    }

    private HostCertificate? Read(string file, out Problem? problem) => Path.GetDirectoryName(file) == folder || sealKey.Length == 0
        ? CertificateFolder.Read(file, out problem) : IssuedFolder.Read(file, sealKey, out problem);

    private bool TryPrepare(HostCertificate certificate, Dictionary<HostCertificate, Prepared> into, out Problem? problem)
    {
        problem = null;
        try
        {
            // Offline: nobody is asked for what is missing of a chain, for a handshake must not wait for others.
            into[certificate] = Prepare(certificate, TlsContext.Of);
            return true;
        }
        catch (Exception error) when (error is CryptographicException or NotSupportedException)
        {
            problem = new Problem(certificate.Path, "certificate.unusable", "The certificate can be read, and handshakes cannot be made with it.", "Have one made with an ECDSA or RSA key.");
            return false;
        }
    }

    private Prepared Prepare(HostCertificate certificate, Func<HostCertificate, TlsContext> onLoops) => forLoops
        ? new Prepared(null, onLoops(certificate))
        : new Prepared(SslStreamCertificateContext.Create(certificate.Leaf, certificate.Chain, offline: true), null);

    private sealed record ShownChallenge(HostChallenge Challenge, Prepared Prepared);

    private sealed record InUse(CertificateChoice Choice, Dictionary<HostCertificate, Prepared> Contexts);

    /// <summary>A certificate as those want it who make handshakes.</summary>
    internal sealed record Prepared(SslStreamCertificateContext? Doorway, TlsContext? Loops);

    private static string Stamp(string file)
    {
        var info = new FileInfo(file);
        if (!info.Exists || OperatingSystem.IsWindows()) return "none";
        if (info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target) info = target;
        return $"{info.FullName} {info.LastWriteTimeUtc.Ticks} {info.Length} {info.UnixFileMode}";
    }
}
