using System.Runtime.InteropServices;
using SQLitePCL;

namespace Gantry.Trust;

/// <summary>Uses the operating system's own SQLite, so that it is patched with the system.</summary>
internal static class SystemSqlite
{
    private static readonly string[] Names = ["libsqlite3.so.0", "libsqlite3.so"];
    private static readonly Lazy<bool> Ready = new(static () =>
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, static (name, assembly, path) =>
                name != "e_sqlite3" ? 0 : Names.Select(n => NativeLibrary.TryLoad(n, assembly, path, out var found) ? found : 0).FirstOrDefault(h => h != 0));
        }
        catch (InvalidOperationException)
        {
            // Another part of the process that reads SQLite files has said the same already.
        }

        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return true;
    });

    /// <exception cref="DllNotFoundException">It is not installed.</exception>
    public static void Use() => _ = Ready.Value;
}
