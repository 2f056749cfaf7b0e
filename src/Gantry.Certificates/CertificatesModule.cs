using Gantry.Certificates.Acme;
using Gantry.Certificates.Effects;
using Gantry.Control;
using Gantry.Resources.Platforms;

namespace Gantry.Certificates;

/// <summary>The door of the module.</summary>
public static class CertificatesModule
{
    /// <param name="place">Where the edge is whose certificates these are: account and keys lie beside them.</param>
    public static IController Controller(IResourceStore store, CertificatesOptions options, PlatformPaths place, TimeProvider time) =>
        new CertificateController(store, new AcmeAuthority(new AcmeClient(options, time), options, place), new CertificateFiles(place), options, time);
}
