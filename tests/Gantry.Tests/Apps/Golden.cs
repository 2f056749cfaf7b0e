namespace Gantry.Tests.Apps;

/// <summary>Compares with a file that people have read, or writes it when GANTRY_UPDATE_GOLDENS=1.</summary>
internal static class Golden
{
    /// <param name="actual">Null: there must be no such file.</param>
    public static void Check(string file, string? actual)
    {
        if (Environment.GetEnvironmentVariable("GANTRY_UPDATE_GOLDENS") == "1")
        {
            if (actual is null) File.Delete(file);
            else
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, actual);
            }
        }

        Assert.Equal(File.Exists(file) ? File.ReadAllText(file) : null, actual);
    }
}
