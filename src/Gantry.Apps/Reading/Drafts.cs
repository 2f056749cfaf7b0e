using Gantry.Apps.Sections;
using Gantry.Apps.Sections.Files;
using Gantry.Apps.Sections.Networks;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Reading;

/// <summary>A record while its keys are read one after another.</summary>
internal sealed class Draft<T>(T start)
{
    public T Is { get; set; } = start;
}

/// <summary>The project while it is read.</summary>
internal sealed class ProjectDraft
{
    public string? Name { get; set; }
    public string? Owner { get; set; }
    public TimeSpan? KeepWarm { get; set; }

    /// <summary>True when services may be there and could not be read as such, which was reported.</summary>
    public bool IsMisread { get; set; }
    public Dictionary<string, ServiceDraft> Services { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, NetworkDraft> Networks { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, VolumeDraft> Volumes { get; } = new(StringComparer.Ordinal);
    public Dictionary<(FileKind Kind, string Name), FileSource> Files { get; } = [];
}

/// <summary>A service while it is read: what depends on several keys waits until all of them are known.</summary>
internal sealed class ServiceDraft(string name)
{
    public string Name => Is.Name;
    public ServiceDefinition Is { get; set; } = new() { Name = name };
    /// <summary>False when it is no map at all, which was reported.</summary>
    public bool IsReadable { get; set; } = true;
    public IReadOnlyList<string> Profiles { get; set; } = [];
    public SortedDictionary<string, string> FromFiles { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>Variables that <c>environment</c> names without a value and nobody sets: they are left out, whatever a file says.</summary>
    public HashSet<string> Unset { get; } = new(StringComparer.Ordinal);
    public int? Replicas { get; set; }
    public RestartPolicy? Restart { get; set; }

    /// <summary>The old replicas stop before the new ones start, unless x-gantry says otherwise.</summary>
    public bool StopsFirst { get; set; }
    public string? ContainerName { get; set; }

    public List<FileUse> Files { get; } = [];
    public SortedDictionary<string, string> Labels { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, string> LabelsOfFiles { get; } = new(StringComparer.Ordinal);

    /// <summary>Services whose mounts it gets as well.</summary>
    public List<(Value At, string Service, bool ReadOnly)> Borrows { get; } = [];

    /// <summary>What it asks for that is unsafe, and what it is allowed to.</summary>
    public List<UnsafeUse> Unsafe { get; } = [];
    public List<AllowedUse> Allowed { get; } = [];

    /// <summary>Where a mount was written.</summary>
    public string MountPlace(MountDefinition mount) => MountPlaces.GetValueOrDefault(mount.Target, "");

    public Dictionary<string, string> MountPlaces { get; } = new(StringComparer.Ordinal);

    /// <summary>Keys of x-gantry and where they were set, since they may stand in two files.</summary>
    public Dictionary<string, string> GantryPlaces { get; } = new(StringComparer.Ordinal);
}

/// <summary>Something unsafe that a service asks for.</summary>
/// <param name="What">What an exception has to name to allow it.</param>
internal sealed record UnsafeUse(string What, string Place, string Message, string Remedy);

/// <summary>An exception of a service.</summary>
/// <param name="Until">The last day on which it counts; null for no end.</param>
internal sealed record AllowedUse(string What, string Reason, string Place, DateOnly? Until = null)
{
    public bool HasEnded(DateOnly? today) => Until < today;
}
