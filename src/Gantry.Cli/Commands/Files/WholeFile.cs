namespace Gantry.Cli.Commands.Files;

/// <summary>A file that is written whole, or left as it was.</summary>
internal static class WholeFile
{
    /// <param name="what">For the message: <c>The backup</c>.</param>
    /// <param name="write">Writes to the path that it is given.</param>
    /// <exception cref="GiveUpException">It cannot be written.</exception>
    public static async Task WriteAsync(string path, string code, string what, Func<string, Task> write)
    {
        var part = path + ".part";
        try
        {
            await write(part);
            File.Move(part, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new GiveUpException(path, code, $"{what} cannot be written: {failure.Message}", "Name a file that you may write, on a disk with room.");
        }
        finally
        {
            if (File.Exists(part)) File.Delete(part);
        }
    }
}
