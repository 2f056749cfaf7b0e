using Gantry.Apps.Reading;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Containers;

/// <summary>Ways to set one part of a service's settings and leave the others as they are.</summary>
internal static class Settings
{
    public static void Process(this ServiceDraft service, Func<ProcessSettings, ProcessSettings> change) =>
        service.Set(s => s with { Process = change(s.Process ?? new ProcessSettings()) });

    public static void Naming(this ServiceDraft service, Func<NamingSettings, NamingSettings> change) =>
        service.Set(s => s with { Naming = change(s.Naming ?? new NamingSettings()) });

    public static void Isolation(this ServiceDraft service, Func<IsolationSettings, IsolationSettings> change) =>
        service.Set(s => s with { Isolation = change(s.Isolation ?? new IsolationSettings()) });

    public static void Kernel(this ServiceDraft service, Func<KernelSettings, KernelSettings> change) =>
        service.Set(s => s with { Kernel = change(s.Kernel ?? new KernelSettings()) });

    public static void Limits(this ServiceDraft service, Func<ResourceLimits, ResourceLimits> change) =>
        service.Is = service.Is with { Resources = change(service.Is.Resources) };

    public static void Set(this ServiceDraft service, Func<ContainerSettings, ContainerSettings> change) =>
        service.Is = service.Is with { Settings = change(service.Is.Settings ?? new ContainerSettings()) };

    /// <summary>To be refused unless an exception of the service names it.</summary>
    /// <param name="because">A clause.</param>
    public static void AsksUnsafe(this ServiceDraft service, Value at, string what, string because, string remedy) =>
        service.Unsafe.Add(new UnsafeUse(what, at.Context.Map.Place(at.Path), $"'{Values.Quote.Short(Written(what))}' is refused, because {because}.", remedy));

    private static string Written(string what) => what.IndexOf('=') is var at and > 0 ? $"{what[..at]}: {what[(at + 1)..]}" : what;
}
