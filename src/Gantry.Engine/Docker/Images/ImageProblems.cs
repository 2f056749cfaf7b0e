using System.Text.RegularExpressions;
using Gantry.Resources;
using Gantry.Resources.Registries;

namespace Gantry.Engine.Docker;

/// <summary>Why an image could not be pulled or built.</summary>
internal static partial class ImageProblems
{
    /// <param name="login">Who the engine was told to be at the registry; null: nobody.</param>
    public static Problem Pull(string image, int status, string message, RegistryLogin? login = null)
    {
        if (Has(message, "no space left on device")) return DockerProblems.From(image, status, message);
        if (Has(message, "pull access denied|unauthorized|authentication required|no basic auth credentials|denied:|requested access to the resource is denied"))
        {
            var host = RegistryHosts.Of(image);
            return login is null
                ? new Problem(image, EngineCodes.ImageDenied, $"The registry has no image {image}, or does not give it without signing in.",
                    $"Check the spelling; for a private image sign in: gantry registry login {host} --username NAME")
                : new Problem(image, EngineCodes.ImageDenied, $"The registry has no image {image}, or does not give it to {login.Username}, or does not take that password.",
                    $"Check the spelling and what {login.Username} may read at {host}, or sign in again: gantry registry login {host} --username {login.Username}");
        }
        if (Has(message, "no matching manifest|no image found in manifest list|does not match the specified platform|image operating system"))
        {
            return new Problem(image, EngineCodes.ImageNoPlatform, $"{image} does not exist for this machine's processor.",
                "Choose a tag that does (`uname -m` says which processor), or build it here.");
        }
        if (Has(message, "dial tcp|no such host|timeout|connection refused|network is unreachable|tls:|x509:|EOF|proxyconnect|i/o timeout|request canceled|server misbehaving|toomanyrequests"))
        {
            return new Problem(image, EngineCodes.RegistryAway, $"The registry of {image} cannot be reached: {DockerProblems.Short(message)}",
                "Check this machine's network and proxy, or load the image with `docker load`. Then run the command again.");
        }
        if (Has(message, "invalid reference format|repository name must|invalid repository name|cannot parse"))
        {
            return new Problem(image, EngineCodes.ImageNameBad, $"{image} is not the name of an image.",
                "Write it as name:tag, in lower case, such as `postgres:16`.");
        }
        if (status == 404 || Has(message, "not found|manifest unknown|no such image|does not exist"))
        {
            return new Problem(image, EngineCodes.ImageMissing, $"There is no image {image}.",
                "Check name and tag, or add `build:` to the service.");
        }
        return DockerProblems.From(image, status, message);
    }

    /// <param name="place">The Dockerfile.</param>
    public static Problem Build(string place, int status, string message)
    {
        if (Has(message, "no space left on device")) return DockerProblems.From(place, status, message);
        if (Has(message, "cannot locate specified dockerfile|failed to read dockerfile|the dockerfile .* cannot be|no such file or directory.*dockerfile"))
        {
            return new Problem(place, EngineCodes.DockerfileMissing, "The build context has no such Dockerfile.",
                "Create it, or mend `build.dockerfile` (relative to the context); see that .dockerignore does not leave it out.");
        }
        if (Has(message, "dockerfile parse error|unknown instruction|syntax error|requires at least|requires exactly|unknown flag|file with no instructions|cannot be empty|no build stage|failed to parse|invalid from flag|target stage .* could not be found|failed to reach build target"))
        {
            return new Problem(Line().Match(message) is { Success: true } m ? $"{place}:{m.Groups[1].Value}" : place,
                EngineCodes.DockerfileBad, $"The Dockerfile cannot be read: {DockerProblems.Short(Parse().Replace(message, ""))}.", "Mend that line of it.");
        }
        if (Has(message, "(copy|add) failed|not found in build context|no source files were specified|forbidden path outside the build context|no such file or directory"))
        {
            return new Problem(place, EngineCodes.BuildFileMissing, $"A file that the Dockerfile copies is not there: {DockerProblems.Short(message)}.",
                "Paths are relative to the build context; .dockerignore may leave the file out.");
        }
        if (Has(message, "returned a non-zero code|did not complete successfully|exit status|building at step"))
        {
            return new Problem(place, EngineCodes.BuildStepFailed, $"A step of the build failed: {DockerProblems.Short(message)}.",
                "Its last lines are below; mend what they say.");
        }
        if (Has(message, "pull access denied|manifest|dial tcp|no such host|repository"))
        {
            var why = Pull(place, status, message);
            // Of which registry it is stands in the Dockerfile.
            return why with { Message = $"A base image cannot be had: {DockerProblems.Short(message)}.", Help = why.Code == EngineCodes.ImageDenied ? "Check its spelling; for a private one sign in: gantry registry login HOST --username NAME" : why.Help };
        }
        return new Problem(place, EngineCodes.BuildFailed, $"The image could not be built: {DockerProblems.Short(message)}.",
            "The builder's last lines are below.");
    }

    private static bool Has(string message, string pattern) =>
        Regex.IsMatch(message, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline);

    [GeneratedRegex("(?i)parse error (?:on )?line (\\d+)")]
    private static partial Regex Line();

    [GeneratedRegex("(?i)^.*?parse error (on )?line \\d+: ")]
    private static partial Regex Parse();
}
