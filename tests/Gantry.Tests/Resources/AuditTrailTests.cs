using System.Globalization;
using Gantry.Resources.Audit;
using Xunit;

namespace Gantry.Tests.Resources;

public sealed class AuditTrailTests
{
    private const int Length = 12;

    private static List<AuditEvent> Chain(string actor = "user:anna")
    {
        var chain = new List<AuditEvent>();
        for (var i = 1; i <= Length; i++) chain.Add(Sealed(chain, new AuditEvent(i, $"2026-11-21T10:01:{i:00}.0000000Z", actor, "Spec", "App", "production", "shop", $"change {i}", new string('a', 64), "")));
        return chain;
    }

    private static AuditEvent Sealed(List<AuditEvent> before, AuditEvent e) => e with { Hash = AuditHash.Of(before.Count == 0 ? AuditHash.Genesis : before[^1].Hash, e) };

    private static AuditBreak? Verify(IEnumerable<AuditEvent> events, params AuditHead[] anchors)
    {
        var trail = new AuditTrail(anchors);
        foreach (var e in events)
        {
            if (trail.Add(e) is { } broken) return broken;
        }

        return trail.End();
    }

    [Fact]
    public void A_chain_as_it_was_written_holds_and_comes_by_its_anchors()
    {
        var chain = Chain();
        Assert.Null(Verify(chain, new AuditHead(5, chain[4].Hash, ""), new AuditHead(Length, chain[^1].Hash, chain[^1].At)));
        Assert.Null(Verify([]));
    }

    public static TheoryData<string> Fields => ["at", "actor", "type", "kind", "scope", "name", "because", "content", "hash"];

    [Theory, MemberData(nameof(Fields))]
    public void A_change_of_any_field_of_any_event_is_found_there(string field)
    {
        for (var i = 0; i < Length; i++)
        {
            var chain = Chain();
            var e = chain[i];
            chain[i] = field switch
            {
                "at" => e with { At = e.At.Replace('0', '1') },
                "actor" => e with { Actor = "user:mallory" },
                "type" => e with { Type = "Status" },
                "kind" => e with { Kind = "Route" },
                "scope" => e with { Scope = "staging" },
                "name" => e with { Name = "shop.web" },
                "because" => e with { Because = "nothing" },
                "content" => e with { ContentHash = new string('b', 64) },
                _ => e with { Hash = AuditHash.Of(e.Hash, e) },
            };
            Assert.Equal(i + 1, Verify(chain)?.Sequence);
        }
    }

    [Fact]
    public void A_removed_an_inserted_and_a_moved_event_are_found()
    {
        for (var i = 0; i < Length - 1; i++)
        {
            var removed = Chain();
            removed.RemoveAt(i);
            Assert.Equal(i + 1, Verify(removed)?.Sequence);
            var twice = Chain();
            twice.Insert(i, twice[i]);
            Assert.Equal(i + 2, Verify(twice)?.Sequence);
            var moved = Chain();
            (moved[i], moved[i + 1]) = (moved[i + 1], moved[i]);
            Assert.Equal(i + 1, Verify(moved)?.Sequence);
        }
    }

    [Fact]
    public void Who_seals_a_changed_event_anew_has_to_change_every_later_one_and_an_anchor_tells()
    {
        var real = Chain();
        var forged = Chain("user:mallory");
        Assert.Null(Verify(forged));
        Assert.Equal(7, Verify(forged, new AuditHead(7, real[6].Hash, ""))?.Sequence);
        var mixed = real.Take(3).ToList();
        mixed.Add(Sealed(mixed, real[3] with { Actor = "user:mallory" }));
        mixed.AddRange(real.Skip(4));
        Assert.Equal(5, Verify(mixed)?.Sequence);
    }

    [Fact]
    public void An_end_that_was_cut_off_shows_against_an_anchor()
    {
        var chain = Chain();
        Assert.Null(Verify(chain.Take(9)));
        Assert.Equal(10, Verify(chain.Take(9), new AuditHead(Length, chain[^1].Hash, ""))?.Sequence);
    }

    [Fact]
    public void A_chain_whose_old_end_was_cut_off_begins_there_and_must_say_so()
    {
        var whole = Chain();
        whole.Add(Sealed(whole, whole[^1] with { Sequence = Length + 1, Type = AuditEvent.CutType, ContentHash = whole[4].Hash }));
        var first = AuditEvent.Base(new AuditHead(5, whole[4].Hash, whole[4].At));
        List<AuditEvent> rest = [first, .. whole.Skip(5)];
        Assert.Null(Verify(rest));
        Assert.Null(Verify(rest, new AuditHead(5, whole[4].Hash, ""), new AuditHead(2, "of another time", "")));
        Assert.Equal(5, Verify(rest.SkipLast(1))?.Sequence);
        Assert.Equal(5, Verify(rest, new AuditHead(5, new string('d', 64), ""))?.Sequence);
        Assert.Equal(6, Verify([first with { Hash = whole[3].Hash }, .. whole.Skip(5)])?.Sequence);
        Assert.Equal(6, Verify([first, .. whole.Skip(6)])?.Sequence);
        // Only the first line can say it.
        Assert.Equal(4, Verify([.. whole.Take(3), first, .. whole.Skip(5)])?.Sequence);
    }

    [Fact]
    public void Fields_that_run_into_each_other_do_not_look_the_same()
    {
        var e = Chain()[0];
        Assert.NotEqual(AuditHash.Of(AuditHash.Genesis, e with { Kind = "App", Scope = "lication" }), AuditHash.Of(AuditHash.Genesis, e with { Kind = "Applica", Scope = "tion" }));
    }

    [Theory]
    [InlineData("7 {0} 2026-11-21T10:01:07.0000000Z", true)]
    [InlineData("7 {0}", true)]
    [InlineData("Nov 21 10:01:07 host gantryd[812]: audit head 7 {0} 2026-11-21T10:01:07.0000000Z", true)]
    [InlineData("head {0}", false)]
    [InlineData("7 abc", false)]
    [InlineData("", false)]
    public void An_anchor_is_found_in_a_line_whatever_stands_before_it(string line, bool found)
    {
        var hash = new string('c', 64);
        var head = AuditHead.Parse(string.Format(CultureInfo.InvariantCulture, line, hash));
        Assert.Equal(found ? (7, hash) : (0, null), (head?.Sequence ?? 0, head?.Hash));
    }
}
