using Gantry.Server.Start;

namespace Gantry.Tests.Server;

public sealed class BlockClaimsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-claims-").FullName;

    private BlockClaims Of(string home)
    {
        Directory.CreateDirectory(Path.Combine(_folder, home));
        return new BlockClaims(Path.Combine(_folder, "claims"), Path.Combine(_folder, home));
    }

    [Fact]
    public void A_block_has_one_platform()
    {
        Assert.True(Of("a").Take("10.201"));
        Assert.False(Of("b").Take("10.201"));
        Assert.True(Of("b").Take("10.202"));
    }

    [Fact]
    public void A_platform_finds_its_block_again() => Assert.True(Of("a").Take("10.201") && Of("a").Take("10.201"));

    [Fact]
    public void What_is_given_back_or_whose_platform_is_gone_can_be_had()
    {
        Of("a").Take("10.201");
        Of("a").Release("10.201");
        Assert.True(Of("b").Take("10.201"));
        Directory.Delete(Path.Combine(_folder, "b"));
        Assert.True(Of("c").Take("10.201"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
