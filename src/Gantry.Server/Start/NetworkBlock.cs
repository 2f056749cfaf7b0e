using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Gantry.Resources;

namespace Gantry.Server.Start;

/// <summary>
/// The platform's own /16 of private addresses. Its lower quarter is made local to this machine, so that the edge can listen
/// on an address for each service; the rest is for networks of containers.
/// </summary>
internal static partial class NetworkBlock
{
    /// <summary>The block that the platform has; otherwise the first of 10.201 to 10.254 that nobody claims and no route touches.</summary>
    /// <exception cref="InvalidOperationException">None is free.</exception>
    public static string Choose(string? known, BlockClaims claims)
    {
        if (known is not null && claims.Take(known)) return known;
        var (_, routes) = Ip("-4", "route", "show", "table", "all");
        var taken = Ten().Matches(routes).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).ToHashSet();
        return Enumerable.Range(201, 54).Where(n => !taken.Contains(n)).Select(n => string.Create(CultureInfo.InvariantCulture, $"10.{n}")).FirstOrDefault(claims.Take)
            ?? throw new InvalidOperationException("All of 10.201.0.0/16 to 10.254.0.0/16 are in use on this machine.");
    }

    public static string Range(string block) => $"{block}.0.0/18";

    /// <summary>Null when the range is local now; otherwise what to do about it. Doing it again does nothing.</summary>
    public static Problem? MakeLocal(string block)
    {
        var (code, output) = Ip("route", "replace", "local", Range(block), "dev", "lo");
        return code == 0 ? null : new Problem(Range(block), "network.not-local",
            $"The services' addresses could not be made local to this machine: {output.Trim()}.",
            $"Run `sudo ip route replace local {Range(block)} dev lo` once after each start of the machine.");
    }

    /// <summary>For a platform that stops with nothing to serve.</summary>
    public static void GiveBack(string block, BlockClaims claims)
    {
        Ip("route", "del", "local", Range(block), "dev", "lo");
        claims.Release(block);
    }

    private static (int Code, string Output) Ip(params string[] words)
    {
        try
        {
            var start = new ProcessStartInfo("ip") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var word in words) start.ArgumentList.Add(word);
            start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin";
            using var ip = Process.Start(start)!;
            var output = ip.StandardOutput.ReadToEnd();
            var error = ip.StandardError.ReadToEnd();
            ip.WaitForExit();
            return (ip.ExitCode, ip.ExitCode == 0 ? output : error);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (127, "the program `ip` is missing (package iproute2)");
        }
    }

    [GeneratedRegex(@"\b10\.(\d+)\.")]
    private static partial Regex Ten();
}
