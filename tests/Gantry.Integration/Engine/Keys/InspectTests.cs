using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gantry.Apps.Keys;

namespace Gantry.Integration.Engine.Keys;

/// <summary>A key that is honoured reaches the container: the engine itself is asked.</summary>
public sealed partial class InspectTests(KeyLab lab) : IClassFixture<KeyLab>
{
    /// <summary>Honoured keys that are no part of a container, and what they are part of.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["services.<name>: build"] = "the image",
        ["services.<name>: platform"] = "the image",
        ["services.<name>: pull_policy"] = "when the image is fetched",
        ["services.<name>.deploy: update_config"] = "how replicas are replaced",
        ["services.<name>.deploy.update_config: order"] = "how replicas are replaced",
        ["services.<name>: extends"] = "the keys that it brings",
        ["services.<name>.extends: file"] = "the keys that it brings",
        ["services.<name>.extends: service"] = "the keys that it brings",
        ["services.<name>: container_name"] = "the name by which others find it",
        ["services.<name>: depends_on"] = "the order of the plan",
        ["services.<name>: ports"] = "the edge",
        ["services.<name>: post_start"] = "what is run in it",
        ["services.<name>: pre_stop"] = "what is run in it",
        ["services.<name>: profiles"] = "whether it takes part",
        ["services.<name>: scale"] = "how many there are",
        ["services.<name>.deploy: mode"] = "how many there are",
        ["services.<name>.deploy: replicas"] = "how many there are",
        ["services.<name>.volumes[].volume: subpath"] = "newer engines than the tests' have",
        // The kernel of the tests' machine has no weights.
        ["services.<name>.blkio_config: weight"] = "the body of the request, which unit tests look at",
        ["services.<name>.blkio_config.weight_device[]: path"] = "the body of the request, which unit tests look at",
        ["services.<name>.blkio_config.weight_device[]: weight"] = "the body of the request, which unit tests look at",
        ["services.<name>.blkio_config: weight_device"] = "the body of the request, which unit tests look at",
    };

    public static TheoryData<string> Names => [.. KeyCases.All.Select(c => c.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task The_engine_says_what_the_file_says(string name)
    {
        var sample = KeyCases.All.Single(c => c.Name == name);
        var container = await lab.InspectAsync(sample);
        Assert.All(sample.Expected, e => Assert.Equal(
            e.Json.Replace("{path}", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", StringComparison.Ordinal).Replace("{image}", lab.ImageId, StringComparison.Ordinal).Replace("{project}", lab.Project, StringComparison.Ordinal).Replace("{external}", lab.External, StringComparison.Ordinal).Replace("{volume}", lab.VolumePrefix, StringComparison.Ordinal),
            Find(container, e.Path.Replace("{external}", lab.External, StringComparison.Ordinal))));
    }

    [Fact]
    public void Every_honoured_key_of_a_service_is_shown_by_a_container_or_is_no_part_of_one()
    {
        var seen = new HashSet<string>(Elsewhere.Where(e => e.Value.Length > 0).Select(e => e.Key), StringComparer.Ordinal);
        foreach (var account in KeyCases.All.SelectMany(c => lab.Load(c).Accounted)) seen.Add(Section(account.Path));
        string[] others = ["services.<name>.build", "services.<name>.x-gantry", "services.<name>.ports", "services.<name>.depends_on", "services.<name>.post_start", "services.<name>.pre_stop"];
        var honoured = KeyTable.Sections.Where(s => s.Path.StartsWith("services.", StringComparison.Ordinal) && !others.Any(o => s.Path.StartsWith(o, StringComparison.Ordinal)))
            .SelectMany(s => s.Keys.Where(k => k.Standing is Standing.Honoured or Standing.InPart or Standing.Unsafe && k.Name is not ("x-gantry" or "use_api_socket")).Select(k => $"{s.Path}: {k.Name}"));
        Assert.Empty(honoured.Except(seen));
    }

    /// <summary>Where the table has it: names of services and numbers of items taken out.</summary>
    private static string Section(string path)
    {
        var general = Item().Replace(path, "[]");
        general = Service().Replace(general, "services.<name>");
        general = Network().Replace(general, "$1.<network>$2");
        general = Limit().Replace(general, "$1.<limit>$2");
        general = Device().Replace(general, "blkio_config.device_read_bps[]");
        general = general.Replace("deploy.resources.reservations.devices[]", "gpus[]", StringComparison.Ordinal);
        var at = general.LastIndexOf('.');
        return at < 0 ? general : $"{general[..at]}: {general[(at + 1)..]}";
    }

    private static string? Find(JsonNode container, string path)
    {
        JsonNode? at = container;
        foreach (var name in path.Split('.'))
        {
            if (name == "*") return new JsonArray([.. at!.AsObject().Select(p => p.Key[(p.Key.LastIndexOf('.') + 1)..]).Order().Select(k => (JsonNode)k)]).ToJsonString();
            at = at?[name];
        }
        return at?.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Item();

    [GeneratedRegex(@"\Aservices\.[^.]+")]
    private static partial Regex Service();

    [GeneratedRegex(@"(services\.<name>\.networks)\.[^.]+(\.)")]
    private static partial Regex Network();

    [GeneratedRegex(@"(\.ulimits)\.[^.]+(\.)")]
    private static partial Regex Limit();

    [GeneratedRegex(@"blkio_config\.device_\w+\[\]")]
    private static partial Regex Device();
}
