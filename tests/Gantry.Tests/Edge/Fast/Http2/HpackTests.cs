using System.Text;
using Gantry.Edge.Fast.Http2.Hpack;

namespace Gantry.Tests.Edge.Fast.Http2;

/// <summary>RFC 7541.</summary>
public sealed class HpackTests
{
    private readonly byte[] scratch = new byte[64 * 1024];

    [Fact]
    public void Requests_with_coded_strings_are_read_one_after_the_other_as_in_C_4()
    {
        var reader = new HpackReader();
        Assert.Equal(":method=GET :scheme=http :path=/ :authority=www.example.com", Read(reader, "828684418cf1e3c2e5f23a6ba0ab90f4ff"));
        Assert.Equal(":method=GET :scheme=http :path=/ :authority=www.example.com cache-control=no-cache", Read(reader, "828684be5886a8eb10649cbf"));
        Assert.Equal(":method=GET :scheme=https :path=/index.html :authority=www.example.com custom-key=custom-value", Read(reader, "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf"));
    }

    [Fact]
    public void Requests_with_plain_strings_are_read_one_after_the_other_as_in_C_3()
    {
        var reader = new HpackReader();
        Assert.Equal(":method=GET :scheme=http :path=/ :authority=www.example.com", Read(reader, "828684410f7777772e6578616d706c652e636f6d"));
        Assert.Equal(":method=GET :scheme=http :path=/ :authority=www.example.com cache-control=no-cache", Read(reader, "828684be58086e6f2d6361636865"));
        Assert.Equal(":method=GET :scheme=https :path=/index.html :authority=www.example.com custom-key=custom-value", Read(reader, "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565"));
    }

    [Theory]
    [InlineData("80", "2.3.3: there is no field 0")]
    [InlineData("be", "2.3.3: none is learned yet")]
    [InlineData("ff80808080", "5.1: a number without end")]
    [InlineData("ffffffffffff7f", "5.1: a number beyond all measure")]
    [InlineData("0005616263", "5.2: a string that is longer than the block")]
    [InlineData("00", "6.2.2: no name")]
    [InlineData("0001", "5.2: no string")]
    [InlineData("3fe21f", "4.2: more than was allowed")]
    [InlineData("8220", "4.2: a change behind a field")]
    [InlineData("202020", "4.2: a change too many")]
    [InlineData("0081ff00", "5.2: padding of a whole byte")]
    [InlineData("008118", "5.2: padding that is not ones")]
    [InlineData("0084ffffffff00", "5.2: the end of a string within it")]
    public void What_breaks_the_rules_is_refused(string block, string why) => Assert.True(Read(new HpackReader(), block) is null, why);

    [Fact]
    public void A_table_that_was_made_smaller_forgets_the_oldest_as_in_4_3()
    {
        var reader = new HpackReader();
        Read(reader, "4001610162" + "4001630164");
        Assert.Equal("c=d", Read(reader, "3f03" + "be"));
        Assert.Null(Read(reader, "bf"));
    }

    [Fact]
    public void A_field_larger_than_the_table_empties_it_as_in_4_4()
    {
        var reader = new HpackReader();
        Read(reader, "4001610162");
        Read(reader, "400163" + "7fa11f" + string.Concat(Enumerable.Repeat("64", 4096 + 32)));
        Assert.Null(Read(reader, "be"));
    }

    [Fact]
    public void What_is_learned_stays_right_however_much_it_is()
    {
        var (reader, random, learned) = (new HpackReader(), new Random(7541), new List<string>());
        for (var i = 0; i < 5_000; i++)
        {
            var (name, value) = ($"n{i}", new string('v', random.Next(120)));
            Read(reader, $"40{name.Length:x2}{Convert.ToHexString(Encoding.ASCII.GetBytes(name))}{value.Length:x2}{Convert.ToHexString(Encoding.ASCII.GetBytes(value))}");
            learned.Add($"{name}={value}");
            var back = random.Next(Math.Min(learned.Count, 20));
            Assert.Equal(learned[^(back + 1)], Read(reader, $"{0x80 + 62 + back:x2}"));
        }
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var to = new byte[16 * 1024];
        foreach (var status in new[] { 200, 204, 206, 304, 400, 404, 500, 201, 418, 503 })
        {
            var at = 0;
            HpackWriter.Status(status, to, ref at);
            foreach (var name in new[] { "Date", "ETag", "Vary", "Server", "Location", "Set-Cookie", "Content-Type", "Cache-Control", "Last-Modified", "Accept-Ranges", "Content-Length", "Content-Encoding", "Strict-Transport-Security", "X-Other" })
                Assert.True(HpackWriter.Field(Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(new string('x', status)), to, ref at));
            var read = Read(new HpackReader(), Convert.ToHexString(to.AsSpan(0, at)))!.Split(' ');
            Assert.Equal($":status={status}", read[0]);
            Assert.StartsWith("date=x", read[1], StringComparison.Ordinal);
            Assert.All(read.Skip(1), field => Assert.Contains(field.Split('=')[0], "date etag vary server location set-cookie content-type cache-control last-modified accept-ranges content-length content-encoding strict-transport-security x-other".Split(' ')));
        }
    }

    [Fact]
    public void Whatever_is_read_there_is_an_end_to_it()
    {
        var random = new Random(9113);
        for (var round = 0; round < 20_000; round++)
        {
            var reader = new HpackReader();
            for (var blocks = 0; blocks < 3; blocks++)
            {
                var bytes = new byte[random.Next(1, 60)];
                random.NextBytes(bytes);
                if (Read(reader, Convert.ToHexString(bytes)) is null) break;
            }
        }
    }

    private string? Read(HpackReader reader, string block)
    {
        var fields = new Fields();
        return reader.Read(Convert.FromHexString(block), scratch, fields) ? string.Join(' ', fields.All) : null;
    }

    private sealed class Fields : IFieldSink
    {
        public List<string> All { get; } = [];

        public void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => All.Add($"{Encoding.Latin1.GetString(name)}={Encoding.Latin1.GetString(value)}");
    }
}
