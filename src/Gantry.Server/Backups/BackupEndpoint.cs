using Gantry.Resources;
using Gantry.Resources.Platforms;
using Gantry.Server.Endpoints;
using Gantry.Store.Backups;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Backups;

/// <summary>All that is stored, as a file that was restored and compared before anybody gets it.</summary>
internal static class BackupEndpoint
{
    public static void MapBackup(this IEndpointRouteBuilder app, Platform platform)
    {
        // Left by a process that was killed in the middle of one.
        if (Directory.Exists(Folder(platform))) Directory.Delete(Folder(platform), recursive: true);
        app.MapGet("/v1/backup", http => SendAsync(http, platform));
    }

    private static string Folder(Platform platform) => Path.Combine(platform.Paths.Home, "backup");

    private static async Task SendAsync(HttpContext http, Platform platform)
    {
        // In the platform's own folder: what is in it is for its owner alone, and there is room or there is none for the store either.
        var folder = Directory.CreateDirectory(Path.Combine(Folder(platform), Guid.NewGuid().ToString("n")),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        try
        {
            var file = Path.Combine(folder, "backup.tar");
            var manifest = await Task.Run(() => Backup.TakeAsync(platform.Store, file, BuildIdentity.Version, platform.Time, http.RequestAborted), http.RequestAborted);
            http.Response.Headers["Gantry-Revision"] = manifest.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture);
            http.Response.Headers["Gantry-Head"] = manifest.Head;
            http.Response.Headers["Gantry-Resources"] = manifest.Resources.ToString(System.Globalization.CultureInfo.InvariantCulture);
            http.Response.ContentType = "application/x-tar";
            await http.Response.SendFileAsync(file, http.RequestAborted);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException && !http.Response.HasStarted)
        {
            await Answers.Problems([new Problem("backup", "backup.failed", $"No backup was made: {failure.Message}",
                "See that the disk of GANTRY_HOME has room for two more copies of the store, then `gantry audit verify`.")]).ExecuteAsync(http);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
