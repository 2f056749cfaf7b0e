using Gantry.Server.Signing;

namespace Gantry.Tests.Server.Signing;

public sealed class ImageAddressTests
{
    private const string Digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    [Theory]
    [InlineData("team/app", "127.0.0.1:5055/team/app", "latest")]
    [InlineData("app:v1", "127.0.0.1:5055/app", "v1")]
    [InlineData("127.0.0.1:5055/team/app:v1", "127.0.0.1:5055/team/app", "v1")]
    [InlineData("registry.example.org/app", "registry.example.org/app", "latest")]
    [InlineData("localhost/app:v1", "localhost/app", "v1")]
    [InlineData("app@" + Digest, "127.0.0.1:5055/app", Digest)]
    [InlineData("host:1/app:v1@" + Digest, "host:1/app", Digest)]
    public void An_image_is_where_its_name_says(string image, string repository, string reference) =>
        Assert.Equal(new ImageAddress(repository, reference), ImageAddress.Parse(image, "127.0.0.1:5055").Require());

    [Theory]
    [InlineData("")]
    [InlineData(":v1")]
    [InlineData("app:v1?x=y")]
    public void What_is_no_name_is_refused(string image) => Assert.Equal("image.bad-name", ImageAddress.Parse(image, "127.0.0.1:5055").Problem!.Code);
}
