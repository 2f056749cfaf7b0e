using Gantry.Resources.Registries;

namespace Gantry.Tests.Resources.Registries;

public sealed class RegistryHostsTests
{
    [Theory]
    [InlineData("Registry.Example.org:5000", "registry.example.org:5000")]
    [InlineData("https://index.docker.io/v1/", "docker.io")]
    [InlineData("registry-1.docker.io", "docker.io")]
    [InlineData("https://registry.example.org/v2/", "registry.example.org")]
    [InlineData("[::1]:5000", "[::1]:5000")]
    [InlineData("registry.example.org/team", null)]
    [InlineData("user:word@registry.example.org", null)]
    [InlineData("a b", null)]
    [InlineData("", null)]
    public void A_registry_has_one_name(string text, string? host) => Assert.Equal(host, RegistryHosts.Read(text));

    [Theory]
    [InlineData("alpine", "docker.io")]
    [InlineData("team/app:1", "docker.io")]
    [InlineData("localhost/app", "localhost")]
    [InlineData("127.0.0.1:5055/team/app@sha256:0", "127.0.0.1:5055")]
    [InlineData("Registry.example.org/app", "registry.example.org")]
    public void An_image_s_name_says_its_registry(string image, string host) => Assert.Equal(host, RegistryHosts.Of(image));
}
