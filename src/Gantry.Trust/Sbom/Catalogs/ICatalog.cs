using Gantry.Trust.Sbom.Trees;

namespace Gantry.Trust.Sbom.Catalogs;

/// <summary>Knows one way in which packages are written down.</summary>
internal interface ICatalog
{
    bool Wants(TreeFile file);

    /// <exception cref="InvalidDataException">It is not what its name says; the message goes on a sentence that begins with the file's name.</exception>
    IEnumerable<Component> Read(TreeFile file);
}

internal static class Catalogs
{
    public static IReadOnlyList<ICatalog> All { get; } =
    [
        new DpkgCatalog(), new ApkCatalog(), new RpmCatalog(), new NpmCatalog(), new NuGetCatalog(), new PythonCatalog(),
        new RubyCatalog(), new ComposerCatalog(), new CargoCatalog(), new JavaCatalog(), new BinaryCatalog(),
    ];
}
