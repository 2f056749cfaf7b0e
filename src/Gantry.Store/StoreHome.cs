using System.Text;
using Gantry.Resources;
using Gantry.Resources.Platforms;

namespace Gantry.Store;

/// <summary>
/// What a home remembers of the store it belongs to: one that is started without its address, or with another, would find no
/// app and take what runs for nobody's.
/// </summary>
internal static class StoreHome
{
    private const string Marker = "elsewhere";

    /// <summary>Notes that the store of this home is on a server, and where. At each start, but written once: a crash never leaves half of it.</summary>
    public static void Note(string directory, string place)
    {
        if (Noted(directory) != place) OwnFile.Write(Path.Combine(directory, Marker), Encoding.UTF8.GetBytes(place + "\n"));
    }

    /// <summary>Null where nothing is noted. One that is empty was cut off by a crash of an older version.</summary>
    private static string? Noted(string directory) =>
        Path.Combine(directory, Marker) is var file && File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } place ? place : null;

    /// <summary>For opening the file in the directory: set when the store of this home is on a server.</summary>
    public static Problem? Moved(string directory)
    {
        var file = Path.Combine(directory, Marker);
        return !File.Exists(file) ? null : new Problem(directory, "store.other", $"The store of this home is the database {Noted(directory) ?? "of a server"}, and GANTRY_STORE is not set.",
            $"Set GANTRY_STORE or GANTRY_STORE_FILE as before, or name another GANTRY_HOME. To begin anew with a file, remove {file}.");
    }

    /// <summary>For a store on a server: set when this home has had another.</summary>
    public static Problem? Differs(string directory, string place, string local)
    {
        if (File.Exists(Path.Combine(directory, local)))
        {
            return new Problem(directory, "store.other", $"This home has its store in {local}; the apps in it do not move to {place} by themselves.",
                "Name another GANTRY_HOME for a platform on the database, or unset GANTRY_STORE.");
        }
        return Noted(directory) is not { } known || known == place ? null
            : new Problem(directory, "store.other", $"The store of this home is the database {known}, not {place}.",
                $"Set GANTRY_STORE as before, or name another GANTRY_HOME. If the same database has moved there, remove {Path.Combine(directory, Marker)}.");
    }
}
