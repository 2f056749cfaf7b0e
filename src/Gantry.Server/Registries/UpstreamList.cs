using Gantry.Control;
using Gantry.Registry;
using Gantry.Resources;
using Gantry.Resources.Registries;

namespace Gantry.Server.Registries;

/// <summary>Upstreams as the store has them.</summary>
internal sealed class UpstreamList(IResourceStore store) : IUpstreams
{
    public string? Find(string name) => store.Current.Get(ResourceNames.RegistryUpstream(name))?.SpecAs<RegistryUpstreamSpec>().Source;
}
