using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gantry.Registry;
using Gantry.Server.Evidence;
using Gantry.Tests.Registry.Harness;
using Gantry.Tests.Trust.Sbom;

namespace Gantry.Tests.Server.Evidence;

public sealed class ReceivedArchiveTests : RegistryTest
{
    private const string Packages = "Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5.2.15-2+b2\n";
    private readonly ImageMaker _image = new ImageMaker().Layer(("var/lib/dpkg/status", Packages)).Layer(("app/hello", "world"));

    private string Folder => Path.Combine(R.Folder, "cache");

    private async Task<ReceivedArchive> ReceiveAsync(string path, bool registry)
    {
        await using var archive = File.OpenRead(path);
        return await ReceivedArchive.ReadAsync(archive, () => registry ? R.Registry.Intake.Begin("shop/web") : null, Folder, Stop);
    }

    private static string IdIn(string archive)
    {
        using var tar = new System.Formats.Tar.TarReader(File.OpenRead(archive));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name == "c.json") return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(entry.DataStream!));
        }

        throw new InvalidOperationException();
    }

    [Fact]
    public async Task What_the_engine_saves_is_in_the_registry_layer_for_layer_and_its_configuration_is_the_images_id()
    {
        var path = _image.Docker();
        using var received = await ReceiveAsync(path, registry: true);
        var id = IdIn(path);
        var saved = received.Archive.Find(id, "shop/web:1").Require();
        foreach (var file in saved.Layers.Append(saved.Config)) await R.Registry.Intake.KeepAsync(received.Blob(file.Digest)!, ["shop/web", "shop/copy"]);
        var manifest = OciDocuments.Image(saved);
        Assert.Null(await R.Registry.Intake.PutAsync("shop/web", manifest));
        Assert.Equal("bash", Assert.Single(saved.Bill().Require().Components).Name);

        var document = await R.JsonAsync($"/v2/shop/web/manifests/{Digest.Sha256(manifest)}");
        Assert.Equal(id, (string)document["config"]!["digest"]!);
        foreach (var layer in document["layers"]!.AsArray())
        {
            Assert.Equal("application/vnd.oci.image.layer.v1.tar", (string)layer!["mediaType"]!);
            var blob = await R.GetAsync($"/v2/shop/copy/blobs/{layer["digest"]}");
            Assert.Equal((string)layer["digest"]!, ImageMaker.Digest(await blob.Content.ReadAsByteArrayAsync(Stop)));
        }
    }

    [Fact]
    public async Task A_bill_is_found_as_a_referrer_of_its_image()
    {
        using var received = await ReceiveAsync(_image.Docker(), registry: true);
        var saved = received.Archive.Find(IdIn(_image.Docker()), "shop/web:1").Require();
        foreach (var file in saved.Layers.Append(saved.Config)) await R.Registry.Intake.KeepAsync(received.Blob(file.Digest)!);
        var (image, bill) = (OciDocuments.Image(saved), "{}"u8.ToArray());
        Assert.Null(await R.Registry.Intake.PutAsync("shop/web", image));
        Assert.Null(await R.Registry.Intake.KeepAsync("shop/web", bill));
        Assert.Null(await R.Registry.Intake.PutAsync("shop/web", OciDocuments.Bill(image, ImageMaker.Digest(bill), bill.Length)));
        var referrer = Assert.Single((await R.JsonAsync($"/v2/shop/web/referrers/{Digest.Sha256(image)}"))["manifests"]!.AsArray());
        Assert.Equal("application/vnd.cyclonedx+json", (string)referrer!["artifactType"]!);
    }

    [Fact]
    public async Task Without_a_registry_the_files_are_held_without_a_name_and_the_image_is_known_all_the_same()
    {
        var path = _image.Docker();
        using var received = await ReceiveAsync(path, registry: false);
        Assert.Empty(Directory.GetFiles(Folder));
        Assert.Single(received.Archive.Find(IdIn(path), "shop/web:1").Require().Bill().Require().Components);
    }

    [Fact]
    public async Task What_nobody_keeps_is_gone_from_the_registry()
    {
        (await ReceiveAsync(_image.Docker(), registry: true)).Dispose();
        Assert.Empty(Directory.GetFiles(Path.Combine(R.Folder, "registry", "uploads")));
        Assert.Equal(HttpStatusCode.NotFound, (await R.GetAsync("/v2/shop/web/tags/list")).StatusCode);
    }

    [Fact]
    public async Task An_archive_that_has_another_image_than_it_was_asked_for_is_refused()
    {
        using var received = await ReceiveAsync(_image.Docker(), registry: false);
        var problem = received.Archive.Find("sha256:" + new string('0', 64), "shop/web:1").Problem;
        Assert.Equal("sbom.refused", problem?.Code);
    }

    [Fact]
    public async Task An_oci_layout_keeps_its_own_manifest_and_is_found_by_either_digest()
    {
        using var received = await ReceiveAsync(_image.Oci(), registry: false);
        var index = JsonNode.Parse(File.ReadAllText(Extracted("index.json")))!;
        var digest = (string)index["manifests"]![0]!["digest"]!;
        var byManifest = received.Archive.Find(digest, "shop/web:1").Require();
        Assert.Equal(digest, Digest.Sha256(OciDocuments.Image(byManifest)).Text);
        Assert.Equal(byManifest.Config, received.Archive.Find(byManifest.Config.Digest, "shop/web:1").Require().Config);
        Assert.Single(byManifest.Bill().Require().Components);
    }

    private string Extracted(string name)
    {
        using var tar = new System.Formats.Tar.TarReader(File.OpenRead(_image.Oci()));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name != name) continue;
            var path = Path.Combine(R.Folder, name);
            entry.ExtractToFile(path, overwrite: true);
            return path;
        }

        throw new InvalidOperationException();
    }
}
