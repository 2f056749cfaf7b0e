using Gantry.Apps.Keys;
using Gantry.Apps.Reading;

namespace Gantry.Apps.Sections;

/// <summary>Keys of a service that are refused or noted: the reason, and what to do instead.</summary>
internal static class ServiceRefusals
{
    public static Section<ServiceDraft> AndRefusals(this Section<ServiceDraft> section) => section
        .Refuses("external_links", "containers that Gantry did not start are not on the app's network", "Pass their address in 'environment', or name it with 'extra_hosts'.")
        .Refuses("mac_address", "several replicas cannot have one hardware address", "Remove it.")
        .Refuses("models", "Gantry runs containers and no language models", "Run the model as a service with its own image.")
        .Refuses("provider", "Gantry does not run programs that stand in for a service", "Pass the address of what they provide in 'environment'.")
        .Refuses("credential_spec", "it is for Windows", "Remove it.")
        .Refuses("isolation", "it is for Windows", "Remove it.")
        .Refuses("annotations", "engines before Docker 24 drop them, and nothing else here reads them", "Use 'labels' for what other tools shall see.")
        .Notes("develop", "it is for development on one's own machine")
        .Notes("attach", "Gantry collects the output of every service", "Read it with 'gantry logs'.");
}
