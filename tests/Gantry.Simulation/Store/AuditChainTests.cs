using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;

namespace Gantry.Simulation.Store;

public sealed class AuditChainTests
{
    private static readonly ResourceEvent First = new(
        1, new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero), "user:anna", EventType.Spec, new Key("App", "production", "shop"), "up", "c0ffee", "");

    private static string Hash(ResourceEvent e) => AuditChain.Link(AuditChain.Genesis, e).Hash;

    public static TheoryData<ResourceEvent> Others =>
    [
        First with { Sequence = 11 },
        First with { At = First.At.AddTicks(1) },
        First with { Actor = "user:ann" },
        First with { Type = EventType.Status },
        First with { Because = "" },
        First with { ContentHash = "" },
        // The same letters, with the border between two fields elsewhere.
        First with { Key = new Key("App", "productions", "hop") },
        First with { Key = new Key("Appp", "roduction", "shop") },
        First with { Key = new Key("App", "production", "shopu"), Because = "p" },
        First with { Because = "upc0", ContentHash = "ffee" },
    ];

    [Theory]
    [MemberData(nameof(Others))]
    public void Another_event_has_another_hash(ResourceEvent other) => Assert.NotEqual(Hash(First), Hash(other));

    [Fact]
    public void The_same_moment_in_another_time_zone_is_the_same_event() =>
        Assert.Equal(Hash(First), Hash(First with { At = First.At.ToOffset(TimeSpan.FromHours(5)) }));

    [Fact]
    public void The_encoding_is_the_documented_one()
    {
        string[] fields = ["gantry event 1", new('0', 64), "1", "2026-11-21T10:00:00.0000000Z", "user:anna", "Spec", "App", "production", "shop", "up", "c0ffee"];
        var bytes = fields.SelectMany(f => new byte[] { 0, 0, 0, (byte)f.Length }.Concat(System.Text.Encoding.UTF8.GetBytes(f))).ToArray();
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), Hash(First));
    }
}
