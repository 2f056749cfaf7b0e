using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources;
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
        public bool ReadOnly { get; set; }
        public long? Size { get; set; }
    }

    private static readonly IReadOnlyDictionary<string, MountKind> Kinds = new SortedDictionary<string, MountKind>(StringComparer.Ordinal)
    {
        ["volume"] = MountKind.Volume, ["bind"] = MountKind.Bind, ["tmpfs"] = MountKind.Tmpfs,
    };

    public static readonly Section<MountDraft> Bind = new Section<MountDraft>("bind", "services.<name>.volumes[].bind")
        .Notes("create_host_path", "a missing source is an error, since an empty directory is hardly what was meant")
        .Notes("selinux", "the engine labels mounts as it is configured")
        .Refuses("propagation", "mounts made later do not pass the walls of a container", "Remove it.")
        .Refuses("recursive", "Gantry uses the engine's default", "Remove it.");

    public static readonly Section<MountDraft> Volume = new Section<MountDraft>("volume", "services.<name>.volumes[].volume")
        .Notes("labels", "volumes carry Gantry's labels only")
        .Refuses("nocopy", "Gantry uses the engine's default", "Remove it.")
        .Refuses("subpath", "so far Gantry mounts whole volumes", "Use a volume for each part.");

    public static readonly Section<MountDraft> Tmpfs = new Section<MountDraft>("tmpfs", "services.<name>.volumes[].tmpfs")
        .Takes("size", "A size.", (d, v) => d.Size = v.Bytes(1))
        .Refuses("mode", "Gantry does not set the mode of a tmpfs yet", "Remove it; let the entrypoint change the mode.");

    public static readonly Section<MountDraft> Section = new Section<MountDraft>("a volume of a service", "services.<name>.volumes[]")
        .TakesInPart("type", "volume, bind or tmpfs.", "image, cluster and npipe are refused.", (d, v) => { d.Type = v; d.Kind = v.Choice(Kinds); })
        .Takes("source", "The named volume, or the path of a bind mount, which must exist.", (d, v) => d.Source = v)
        .Takes("target", "The absolute path in the container.", (d, v) => d.Target = v)
        .Takes("read_only", "True: the container cannot write to it.", (d, v) => d.ReadOnly = v.Truth() ?? false)
        .Notes("consistency", "it is for desktops")
        .TakesInPart("bind", "See the section of bind.", "Propagation is refused.", (d, v) => Bind.Read(v, d))
        .TakesInPart("volume", "See the section of volume.", "Subpaths are refused.", (d, v) => Volume.Read(v, d))
        .TakesInPart("tmpfs", "Its size.", "The mode is refused.", (d, v) => Tmpfs.Read(v, d))
        .Refuses("image", "Gantry does not mount images yet", "Copy the files into the service's image (COPY --from).");

    public static void Read(ServiceDraft service, Value value)
    {
        foreach (var item in value.Items())
        {
            var mount = item.IsMap ? ReadLong(item) : MountText.Read(item);
            if (mount is not null) Add(service, item, mount);
        }
    }

    public static void ReadTmpfs(ServiceDraft service, Value value)
    {
        foreach (var item in value.OneOrMore())
        {
            if (item.Word() is not { } text) continue;
            var colon = text.IndexOf(':');
            var target = colon < 0 ? text : text[..colon];
            if (MountText.Target(item, target) is not { } path) continue;
            long? size = null;
            foreach (var option in colon < 0 ? [] : text[(colon + 1)..].Split(','))
            {
                if (option is "rw" or "noexec" or "nosuid" or "nodev") continue;
                if (option.StartsWith("size=", StringComparison.Ordinal) && ByteSizes.Parse(option[5..]) is > 0 and { } bytes) size = bytes;
                else item.Refuse("compose.refused-value", $"The tmpfs option '{Quote.Short(option)}' is refused, because so far only 'size' is honoured.", "Write path:size=64m, or the path alone.");
            }

            Add(service, item, new MountDefinition(MountKind.Tmpfs, "", path) { SizeBytes = size });
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
        service.Is = service.Is with { Mounts = [.. service.Is.Mounts, mount] };
    }

    private static MountDefinition? ReadLong(Value item)
    {
        var draft = new MountDraft();
        Section.Read(item, draft);
        if (draft.Type is null) item.Refuse("compose.missing-key", "A volume in the long form needs its 'type'.", "Write 'type: volume', 'type: bind' or 'type: tmpfs'.");
        if (draft.Target is null) item.Refuse("compose.missing-key", "A volume in the long form needs its 'target'.", "Write the absolute path in the container.");
        if (draft.Kind is not { } kind || draft.Target?.Word() is not { } text || MountText.Target(draft.Target.Value, text) is not { } target) return null;
        var source = draft.Source?.Word() ?? "";
        switch (kind)
        {
            case MountKind.Tmpfs:
                return new MountDefinition(kind, "", target, draft.ReadOnly) { SizeBytes = draft.Size };
            case MountKind.Bind when draft.Source is { } at:
                return MountText.Bind(at, source, draft.ReadOnly) is { } path ? new MountDefinition(kind, path, target, draft.ReadOnly) : null;
            case MountKind.Bind:
                item.Refuse("compose.missing-key", "A bind mount needs its 'source'.", "Write the path that is mounted.");
                return null;
            default:
                return draft.Source is null || MountText.VolumeName(draft.Source.Value, source) ? new MountDefinition(kind, source, target, draft.ReadOnly) : null;
        }
    }
}
