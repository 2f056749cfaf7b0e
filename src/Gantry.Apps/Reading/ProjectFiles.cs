using Gantry.Resources;
using System.Text;

namespace Gantry.Apps.Reading;

/// <summary>The files of a project: names in messages are relative to it, sizes are bounded.</summary>
internal sealed class ProjectFiles(string directory, ProblemLog problems)
{
    public const int LargestFile = 1024 * 1024;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string Directory { get; } = Path.GetFullPath(directory);

    public string Absolute(string path) => Absolute(path, Directory);

    /// <summary>The path as it is meant in <paramref name="folder"/>; <c>~</c> is the user's home. A NUL in it names no file.</summary>
    public static string Absolute(string path, string folder)
    {
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal))
            path = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..];
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(path.Replace('\0', '\uFFFD'), folder));
    }

    /// <summary>Relative to the project where it lies in it, as messages show it.</summary>
    public string Shown(string absolute)
    {
        var relative = Path.GetRelativePath(Directory, absolute);
        return relative.StartsWith("..", StringComparison.Ordinal) ? absolute : relative;
    }

    public static bool Exists(string absolute) => File.Exists(absolute) || System.IO.Directory.Exists(absolute);

    /// <summary>The text of a file; null after reporting why it cannot be had.</summary>
    /// <param name="place">Where the file is named, for the message.</param>
    public string? Read(string absolute, string place)
    {
        var shown = Values.Quote.Short(Shown(absolute));
        try
        {
            using var file = new FileStream(absolute, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            // The length of a device says nothing, so no more than the largest file is read of anything.
            if (!file.CanSeek) return Refuse(place, $"{shown} is not a regular file.", "Name a text file.");
            if (file.Length > LargestFile) return Refuse(place, $"{shown} is larger than 1 MiB.", "Split it, or remove what does not belong to it.");
            var bytes = new byte[file.Length > 0 ? file.Length : LargestFile];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var start = bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
            return Strict.GetString(bytes, start, length - start);
        }
        catch (DecoderFallbackException)
        {
            return Refuse(place, $"{shown} is not a text in UTF-8, the encoding of YAML.", "Save it as UTF-8: editors offer it under 'Save as' or in their status line.");
        }
        catch (UnauthorizedAccessException)
        {
            return System.IO.Directory.Exists(absolute)
                ? Refuse(place, $"{shown} is a directory, not a file.", "Name a file in it.")
                : Refuse(place, $"{shown} may not be read by this user.", $"Grant it: chmod u+r {shown}");
        }
        catch (Exception broken) when (broken is IOException or NotSupportedException or ArgumentException)
        {
            return Refuse(place, $"{shown} cannot be read.", "Check that it exists and that its disk is well.");
        }
    }

    private string? Refuse(string place, string message, string help)
    {
        problems.Add(new Problem(place, "compose.unreadable-file", message, help));
        return null;
    }
}
