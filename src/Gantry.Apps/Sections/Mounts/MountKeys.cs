using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Mounts;

internal static class MountKeys
{
    /// <summary>A mount in the long form.</summary>
    internal sealed class MountDraft
    {
        public Value? Type { get; set; }
        public MountKind? Kind { get; set; }
        public Value? Source { get; set; }
        public Value? Target { get; set; }

        /// <summary>Everything but kind, source and target.</summary>
        public MountDefinition Is { get; set; } = new(MountKind.Volume, "", "");
    }

    private static readonly IReadOnlyDictionary<string, MountKind> Kinds = new SortedDictionary<string, MountKind>(StringComparer.Ordinal)
    {
        ["volume"] = MountKind.Volume, ["bind"] = MountKind.Bind, ["tmpfs"] = MountKind.Tmpfs,
    };

    public static readonly Section<MountDraft> Bind = new Section<MountDraft>("bind", "services.<name>.volumes[].bind")
        .Notes("create_host_path", "a missing source is an error, since an empty directory is hardly what was meant")
        .TakesInPart("selinux", "z or Z: the engine labels the source for containers, shared or private.", "It has no other values.", (d, v) => MountOptions.ReadSelinux(d, v))
        .TakesInPart("propagation", "rprivate (the default), private, rslave or slave.", "shared and rshared are refused: mounts of a container would appear on the machine.", (d, v) => MountOptions.ReadPropagation(d, v))
        .TakesInPart("recursive", "enabled (the default), or disabled: mounts below the source do not come along.", "writable and readonly are refused.", (d, v) => MountOptions.ReadRecursive(d, v));

    public static readonly Section<MountDraft> Volume = new Section<MountDraft>("volume", "services.<name>.volumes[].volume")
        .Notes("labels", "volumes are labelled where they are declared", "Use the labels of the volume at the top level.")
        .Takes("nocopy", "True: what the image has there is not copied into a new volume.", (d, v) => { if (v.Truth() is true) d.Is = d.Is with { NoCopy = true }; })
        .Takes("subpath", "A directory in the volume that is mounted instead of the whole, on Docker 26 and newer.", (d, v) => MountOptions.ReadSubpath(d, v));

    public static readonly Section<MountDraft> Tmpfs = new Section<MountDraft>("tmpfs", "services.<name>.volumes[].tmpfs")
        .Takes("size", "A size.", (d, v) => { if (v.Bytes(1) is { } size) d.Is = d.Is with { SizeBytes = size }; })
        .Takes("mode", "Permissions in octal digits, such as 1777.", (d, v) => { if (MountOptions.Mode(v) is { } mode) d.Is = d.Is with { Mode = mode }; });

    public static readonly Section<MountDraft> Section = new Section<MountDraft>("a volume of a service", "services.<name>.volumes[]")
        .TakesInPart("type", "volume, bind or tmpfs.", "image, cluster and npipe are refused.", (d, v) => { d.Type = v; d.Kind = v.Choice(Kinds); })
        .Takes("source", "The named volume, or the path of a bind mount, which must exist.", (d, v) => d.Source = v)
        .Takes("target", "The absolute path in the container.", (d, v) => d.Target = v)
        .Takes("read_only", "True: the container cannot write to it.", (d, v) => d.Is = d.Is with { ReadOnly = v.Truth() ?? false })
        .Notes("consistency", "it is for desktops")
        .Takes("bind", "See the section of bind.", (d, v) => Bind.Read(v, d))
        .Takes("volume", "See the section of volume.", (d, v) => Volume.Read(v, d))
        .Takes("tmpfs", "See the section of tmpfs.", (d, v) => Tmpfs.Read(v, d))
        .Refuses("image", "Gantry does not mount images yet", "Copy the files into the service's image (COPY --from).");

    public static void Read(ServiceDraft service, Value value)
    {
        foreach (var item in value.Items())
        {
            var mount = item.IsMap ? ReadLong(service, item) : MountText.Read(service, item);
            if (mount is not null) Add(service, item, mount);
        }
    }

    public static void ReadTmpfs(ServiceDraft service, Value value)
    {
        foreach (var item in value.OneOrMore())
        {
            if (item.Word() is not { } text) continue;
            var colon = text.IndexOf(':');
            if (MountText.Target(item, colon < 0 ? text : text[..colon]) is { } path)
                Add(service, item, MountOptions.Tmpfs(item, path, colon < 0 ? "" : text[(colon + 1)..]));
        }
    }

    private static void Add(ServiceDraft service, Value item, MountDefinition mount)
    {
        if (service.Is.Mounts.Any(m => m.Target == mount.Target))
        {
            item.Refuse("compose.duplicate-mount", $"Two volumes are mounted at '{Quote.Short(mount.Target)}'.", "Keep one of the two.");
            return;
        }

        item.Context.Map.Add($"services.{service.Name}.mounts.{service.Is.Mounts.Count}", item.Mark);
        service.MountPlaces[mount.Target] = item.Place;
        service.Is = service.Is with { Mounts = [.. service.Is.Mounts, mount] };
    }

    private static MountDefinition? ReadLong(ServiceDraft service, Value item)
    {
        var draft = new MountDraft();
        Section.Read(item, draft);
        if (draft.Type is null) item.Refuse("compose.missing-key", "A volume in the long form needs its 'type'.", "Write 'type: volume', 'type: bind' or 'type: tmpfs'.");
        if (draft.Target is null) item.Refuse("compose.missing-key", "A volume in the long form needs its 'target'.", "Write the absolute path in the container.");
        if (draft.Kind is not { } kind || draft.Target?.Word() is not { } text || MountText.Target(draft.Target.Value, text) is not { } target) return null;
        var source = draft.Source?.Word() ?? "";
        var mount = draft.Is with { Kind = kind, Source = source, Target = target };
        MountOptions.CheckKind(item, draft.Is, kind);
        switch (kind)
        {
            case MountKind.Tmpfs:
                return mount with { Source = "" };
            case MountKind.Bind when draft.Source is { } at:
                return MountText.Bind(service, at, source, mount.ReadOnly) is { } path ? mount with { Source = path } : null;
            case MountKind.Bind:
                item.Refuse("compose.missing-key", "A bind mount needs its 'source'.", "Write the path that is mounted.");
                return null;
            default:
                return draft.Source is null || MountText.VolumeName(draft.Source.Value, source) ? mount : null;
        }
    }
}
