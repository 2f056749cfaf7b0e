using System.CommandLine;
using Gantry.Client;
using Gantry.Resources;
using Gantry.Trust.Sbom;

namespace Gantry.Cli.Commands.Trust;

/// <summary>What a command looks at: something that lies there, or else an image of the engine.</summary>
internal static class BillSource
{
    public static Argument<string> Argument() =>
        new("WHAT") { Description = "An image, its archive (docker save, an OCI layout), a folder, a file such as a lock file or a jar, or an SBOM" };

    /// <exception cref="GiveUpException">It cannot be had or is refused.</exception>
    public static async Task<SoftwareBill> ReadAsync(Session session, string what, CancellationToken cancel)
    {
        var path = Path.GetFullPath(what, session.Directory);
        if (File.Exists(path) || Directory.Exists(path)) return Require(BillMaker.Of(path, what));
        if (what.StartsWith('.') || what.StartsWith('/')) throw new GiveUpException(what, "sbom.no-path", "There is nothing there.", "Name an image, its archive, a folder, a file, or an SBOM.");
        var archive = Path.Combine(Path.GetTempPath(), $"gantry-image-{Guid.NewGuid():N}.tar");
        try
        {
            try
            {
                using var image = await session.Client.ImageAsync(what, cancel);
                await using var file = new FileStream(archive, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
                await image.Content.CopyToAsync(file, cancel);
            }
            catch (PlatformAwayException)
            {
                throw new GiveUpException(what, "sbom.no-platform", "No file has this name, and no platform runs that could give an image of it.",
                    $"Start it (gantry platform start), or save the image: docker save {what} -o image.tar");
            }

            return Require(BillMaker.Of(archive, what));
        }
        finally
        {
            File.Delete(archive);
        }
    }

    public static T Require<T>(Outcome<T> outcome) => outcome.Problem is { } problem ? throw new GiveUpException([problem]) : outcome.Value!;
}
