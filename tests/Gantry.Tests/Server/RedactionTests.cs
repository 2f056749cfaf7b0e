using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;
using Gantry.Server.Endpoints;

namespace Gantry.Tests.Server;

public sealed class RedactionTests
{
    [Fact]
    public void Variables_build_arguments_and_contents_of_files_are_not_shown()
    {
        var spec = new ContainerSpec
        {
            ImageId = "sha256:1", ImageName = "web:1", Networks = [],
            Environment = new Dictionary<string, string> { ["A"] = "se-cret" },
            Files = [new FileDefinition(FileKind.Secret, "key", "/run/secrets/key", "c2UtY3JldA==")],
        };
        var shown = Redaction.Apply(JsonSerializer.SerializeToNode(spec, GantryJson.Default.ContainerSpec))!.ToJsonString();
        Assert.DoesNotContain("se-cret", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("c2UtY3JldA", shown, StringComparison.Ordinal);
        Assert.Contains("/run/secrets/key", shown, StringComparison.Ordinal);
    }
}
