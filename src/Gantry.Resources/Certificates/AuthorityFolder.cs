using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gantry.Resources.Certificates;

/// <summary>Who vouches for clients, as bundles of PEM: <c>NAME.pem</c> with the certificates of one authority or more.</summary>
public static class AuthorityFolder
{
    /// <summary>Their names are told to every client that is asked, and a handshake is no place for a telephone book.</summary>
    public const int Most = 100;

    private const string Help = "Write the certificate of the authority there as PEM: -----BEGIN CERTIFICATE-----. Several may follow each other.";

    /// <summary>Beside the certificates of hosts.</summary>
    public static string Of(string certificates) => Path.Combine(certificates, "clients");

    public static string FileOf(string certificates, string name) => Path.Combine(Of(certificates), name + ".pem");

    /// <returns>Null: the problem says why.</returns>
    public static AuthorityBundle? Read(string certificates, string name, DateTimeOffset now, out Problem? problem)
    {
        var file = FileOf(certificates, name);
        problem = null;
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPem(File.ReadAllText(file));
            problem = Wrong(file, all, now);
            return problem is null ? new AuthorityBundle(name, all) : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            problem = new Problem(file, "clients.missing", $"There is no {file}, which is to say who vouches for clients.", Help);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problem = new Problem(file, "clients.unreadable", $"The authorities of clients cannot be read: {error.Message}", "Let the user of the platform read the file.");
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            problem = new Problem(file, "clients.unreadable", "The authorities of clients are not in PEM form.", Help);
        }
        return null;
    }

    private static Problem? Wrong(string file, X509Certificate2Collection all, DateTimeOffset now)
    {
        if (all.Count == 0) return new Problem(file, "clients.unreadable", "There is no certificate in it.", Help);
        if (all.Count > Most) return new Problem(file, "clients.too-many", $"There are {all.Count} certificates in it, and {Most} is the most.", "Leave those of the authorities that vouch for clients of this app.");
        var roots = all.Where(AuthorityBundle.IsRoot).ToList();
        if (roots.Count == 0)
            return new Problem(file, "clients.no-root", "None of the certificates in it is the root of an authority: one that is signed by itself and may sign others.", "Put the root there, and what is between it and the clients behind it if clients do not send that.");
        return roots.Any(root => now >= root.NotBefore && now < root.NotAfter) ? null
            : new Problem(file, "clients.expired", $"No root in it is valid now; the last expires on {roots.Max(root => root.NotAfter).ToUniversalTime():yyyy-MM-dd HH:mm} UTC.", "Put the present root of the authority there; it is taken up by itself.");
    }
}
