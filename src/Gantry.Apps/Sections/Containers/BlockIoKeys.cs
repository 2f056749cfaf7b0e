using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Containers;

/// <summary><c>blkio_config</c>: a service's traffic with disks.</summary>
internal static class BlockIoKeys
{
    internal sealed class RateDraft
    {
        public string? Path { get; set; }
        public Value? Rate { get; set; }
    }

    public static readonly Section<RateDraft> RateOf = new Section<RateDraft>("a limit of a device", "services.<name>.blkio_config.device_read_bps[]")
        .Takes("path", "The device's path on the machine.", (d, v) => d.Path = v.Word())
        .Takes("rate", "The limit.", (d, v) => d.Rate = v);

    public static readonly Section<RateDraft> WeightOf = new Section<RateDraft>("a weight of a device", "services.<name>.blkio_config.weight_device[]")
        .Takes("path", "The device's path on the machine.", (d, v) => d.Path = v.Word())
        .Takes("weight", "From 10 to 1000.", (d, v) => d.Rate = v);

    public static readonly Section<Draft<BlockIo>> Section = new Section<Draft<BlockIo>>("blkio_config", "services.<name>.blkio_config")
        .Takes("weight", "From 10 to 1000, against other containers.", (d, v) => { if (v.Whole(10, 1000) is { } weight) d.Is = d.Is with { Weight = weight }; })
        .Takes("weight_device", "The same for a device.", (d, v) => d.Is = d.Is with { WeightDevice = Rates(v, WeightOf, r => r.Whole(10, 1000)) })
        .Takes("device_read_bps", "Bytes a second that are read from a device.", (d, v) => d.Is = d.Is with { DeviceReadBps = Rates(v, RateOf, r => r.Bytes(1)) })
        .Takes("device_read_iops", "Reads a second from a device.", (d, v) => d.Is = d.Is with { DeviceReadIops = Rates(v, RateOf, Count) })
        .Takes("device_write_bps", "Bytes a second that are written to a device.", (d, v) => d.Is = d.Is with { DeviceWriteBps = Rates(v, RateOf, r => r.Bytes(1)) })
        .Takes("device_write_iops", "Writes a second to a device.", (d, v) => d.Is = d.Is with { DeviceWriteIops = Rates(v, RateOf, Count) });

    public static void Read(ServiceDraft service, Value value)
    {
        var draft = new Draft<BlockIo>(new BlockIo());
        Section.Read(value, draft);
        if (draft.Is != new BlockIo()) service.Limits(l => l with { BlkioConfig = draft.Is });
    }

    private static long? Count(Value value) => value.Whole(1, int.MaxValue);

    private static List<DeviceRate>? Rates(Value value, Section<RateDraft> section, Func<Value, long?> number)
    {
        var rates = new List<DeviceRate>();
        foreach (var item in value.Items())
        {
            var draft = new RateDraft();
            section.Read(item, draft);
            if (draft is not { Path: ['/', ..] path, Rate: { } rate })
                item.Refuse("compose.missing-key", "A limit of a device needs its 'path' and its number.", "Write '{path: /dev/sda, rate: 1mb}', or 'weight' for a weight.");
            else if (number(rate) is { } limit) rates.Add(new DeviceRate(path, limit));
        }

        return rates.Count > 0 ? rates : null;
    }
}
