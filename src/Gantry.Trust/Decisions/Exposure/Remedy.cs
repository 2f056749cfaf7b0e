using Gantry.Resources.Apps;
using Gantry.Trust.Decisions.Judging;

namespace Gantry.Trust.Decisions.Exposure;

/// <summary>What brings an image without a vulnerability.</summary>
public static class Remedy
{
    /// <param name="app">That has the image.</param>
    /// <param name="built">Whether it builds it.</param>
    /// <param name="image">As the app calls it.</param>
    /// <returns>Null where nothing helps yet.</returns>
    public static string? Of(Finding finding, AppDefinition app, bool built, string image)
    {
        if (finding.Fixed is not { } repaired) return null;
        var up = $"gantry up{(app.ProjectDirectory.Length > 0 ? $" {Word(app.ProjectDirectory)}" : "")}{(app.Environment == "production" ? "" : $" --env {app.Environment}")}";
        if (finding.Component.Type is "deb" or "apk" or "rpm" || !built)
            return image.Contains('@', StringComparison.Ordinal) ? $"write a newer digest than {image} into the compose file, then {up}" : $"{up} --refresh";
        return $"raise {finding.Component.Name} to {repaired}{(finding.Component.Path is { } path ? $" (found in {path})" : "")}, then {up}";
    }

    /// <summary>As a shell takes it.</summary>
    private static string Word(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_') ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
