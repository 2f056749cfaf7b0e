using Gantry.Engine;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;

namespace Gantry.Simulation.Conformance;

public abstract partial class EngineConformance
{
    [Fact]
    public Task Fixed_addresses_on_several_networks_are_kept_over_a_restart() => InLabAsync(async lab =>
    {
        var (one, two) = (await lab.NetworkAsync("one"), await lab.NetworkAsync("two"));
        var order = lab.On(lab.Order("a", "run"), (one, 33), (two, 44));
        var id = await lab.CreateAsync(order);
        Assert.Equal(order.Addresses, (await lab.Engine.Containers.ListAsync(lab.Platform, default)).Single().Addresses);
        for (var n = 0; n < 2; n++)
        {
            Assert.Null(await lab.Engine.Containers.StartAsync(id, default));
            Assert.Equal(order.Addresses, (await lab.SeeAsync(id)).Addresses);
            Assert.Null(await lab.Engine.Containers.StopAsync(id, TimeSpan.FromSeconds(5), default));
        }
        Assert.Equal(order.Addresses, (await lab.SeeAsync(id)).Addresses);
    });

    [Fact]
    public Task A_network_of_somebody_else_is_joined_at_an_address_that_the_engine_chooses() => InLabAsync(async lab =>
    {
        var (own, other) = (await lab.NetworkAsync("own"), await lab.NetworkAsync("other"));
        var order = lab.On(lab.Order("a", "run"), (own, 33));
        order = order with { Spec = order.Spec with { Networks = [.. order.Spec.Networks, new ContainerNetwork(other.Name, ["web"]) { External = true }] } };
        var id = await lab.RunAsync(order);
        var addresses = (await lab.SeeAsync(id)).Addresses;
        Assert.Equal([own.Name, other.Name], addresses.Keys.Order(StringComparer.Ordinal).OrderBy(n => n != own.Name));
        Assert.Equal(EngineLab.Address(own, 33), addresses[own.Name]);
        Assert.StartsWith(other.Subnets[0][..(other.Subnets[0].LastIndexOf('.') + 1)], addresses[other.Name], StringComparison.Ordinal);
    });

    [Fact]
    public Task A_udp_port_of_the_machine_is_given_to_one_container() => InLabAsync(async lab =>
    {
        var network = await lab.NetworkAsync("one");
        var port = new PublishedPort(null, 40_000 + (Environment.ProcessId % 9_000), 5353, "udp");
        ContainerOrder Publishing(string name, int host) => lab.On(lab.Order(name, "run"), (network, host)) is var order ? order with { Spec = order.Spec with { UdpPorts = [port] } } : order;
        await lab.RunAsync(Publishing("a", 33));
        var second = await lab.CreateAsync(Publishing("b", 34));
        Assert.Equal(EngineCodes.PortTaken, (await lab.Engine.Containers.StartAsync(second, default))?.Code);
    });

    [Fact]
    public Task An_address_that_a_running_container_has_is_refused_at_the_start() => InLabAsync(async lab =>
    {
        var network = await lab.NetworkAsync("one");
        await lab.RunAsync(lab.On(lab.Order("a", "run"), (network, 33)));
        var second = await lab.CreateAsync(lab.On(lab.Order("b", "run"), (network, 33)));
        Assert.Equal(EngineCodes.AddressTaken, (await lab.Engine.Containers.StartAsync(second, default))?.Code);
    });

    [Fact]
    public Task A_network_is_found_by_name_with_subnet_and_labels() => InLabAsync(async lab =>
    {
        var made = await lab.NetworkAsync("one");
        var found = await lab.Engine.Networks.FindAsync(made.Name, default);
        Assert.Equal((made.Id, made.Name), (found?.Id, found?.Name));
        Assert.Equal(made.Subnets, found!.Subnets);
        Assert.Equal(lab.Platform, found.Labels[GantryLabels.Platform]);
        Assert.Contains(await lab.Engine.Networks.ListAsync(default), n => n.Id == made.Id && n.Labels[GantryLabels.Platform] == lab.Platform);
        Assert.Null(await lab.Engine.Networks.FindAsync(made.Name + "x", default));
    });

    [Fact]
    public Task Neither_a_network_s_name_nor_its_addresses_are_given_twice() => InLabAsync(async lab =>
    {
        var one = await lab.NetworkAsync("one");
        var two = await lab.NetworkAsync("two");
        await lab.Engine.Networks.RemoveAsync(two.Id, default);
        var named = await lab.Engine.Networks.CreateAsync(new NetworkOrder(one.Name, two.Subnets[0], lab.Labels()), default);
        Assert.Equal(EngineCodes.NetworkExists, named.Problem?.Code);
        var overlapping = await lab.Engine.Networks.CreateAsync(new NetworkOrder(two.Name, one.Subnets[0], lab.Labels()), default);
        Assert.Equal(EngineCodes.NetworkOverlaps, overlapping.Problem?.Code);
    });

    [Fact]
    public Task A_network_in_use_stays_and_one_that_is_gone_is_removed() => InLabAsync(async lab =>
    {
        var network = await lab.NetworkAsync("one");
        var id = await lab.RunAsync(lab.On(lab.Order("a", "run"), (network, 33)));
        Assert.Equal(EngineCodes.NetworkInUse, (await lab.Engine.Networks.RemoveAsync(network.Name, default))?.Code);
        await lab.Engine.Containers.RemoveAsync(id, force: true, default);
        for (var n = 0; n < 2; n++) Assert.Null(await lab.Engine.Networks.RemoveAsync(network.Name, default));
    });

    [Fact]
    public Task A_container_whose_network_is_gone_is_not_started() => InLabAsync(async lab =>
    {
        var network = await lab.NetworkAsync("one");
        var id = await lab.CreateAsync(lab.On(lab.Order("a", "run"), (network, 33)));
        Assert.Null(await lab.Engine.Networks.RemoveAsync(network.Name, default));
        Assert.Equal(EngineCodes.NetworkMissing, (await lab.Engine.Containers.StartAsync(id, default))?.Code);
    });

    [Fact]
    public Task What_is_in_a_volume_outlives_its_containers() => InLabAsync(async lab =>
    {
        var volume = $"{lab.Platform}-data";
        for (var n = 0; n < 2; n++) Assert.Null(await lab.Engine.Volumes.EnsureAsync(volume, lab.Labels(), default));
        Assert.Equal([volume], (await lab.Engine.Volumes.ListAsync(lab.Platform, default)).Select(v => v.Name));

        var writer = await lab.RunAsync(With("a", "write", "/data/x", "kept"));
        Assert.Equal(0, (await lab.EndedAsync(writer)).ExitCode);
        Assert.Equal(EngineCodes.VolumeInUse, (await lab.Engine.Volumes.RemoveAsync(volume, default))?.Code);
        await lab.Engine.Containers.RemoveAsync(writer, force: false, default);

        var reader = await lab.RunAsync(With("b", "read", "/data/x"));
        await lab.EndedAsync(reader);
        Assert.Equal(["kept"], (await lab.LinesAsync(reader, new LogQuery())).Select(l => l.Text));
        await lab.Engine.Containers.RemoveAsync(reader, force: false, default);
        for (var n = 0; n < 2; n++) Assert.Null(await lab.Engine.Volumes.RemoveAsync(volume, default));
        Assert.Empty(await lab.Engine.Volumes.ListAsync(lab.Platform, default));

        ContainerOrder With(string name, params string[] words)
        {
            var order = lab.Order(name, words);
            return order with { Spec = order.Spec with { Mounts = [new MountDefinition(MountKind.Volume, volume, "/data")] } };
        }
    });

    [Fact]
    public Task An_image_gets_and_loses_names() => InLabAsync(async lab =>
    {
        var image = await lab.Engine.Images.InspectAsync(lab.ImageName, default);
        Assert.NotNull(image);
        var (one, two) = ($"{lab.Platform}/shop/web:1", $"{lab.Platform}/shop/web:2");
        foreach (var name in new[] { two, one, one }) Assert.Null(await lab.Engine.Images.TagAsync(image.Id, name, default));
        Assert.Equal([one, two], await lab.Engine.Images.TagsAsync($"{lab.Platform}/shop/", default));
        Assert.Equal(image.Id, (await lab.Engine.Images.InspectAsync(one, default))?.Id);
        Assert.Contains(one, (await lab.Engine.Images.InspectAsync(image.Id, default))!.Tags);
        foreach (var name in new[] { one, one, two }) Assert.Null(await lab.Engine.Images.UntagAsync(name, default));
        Assert.Empty(await lab.Engine.Images.TagsAsync($"{lab.Platform}/", default));
        Assert.Equal(image.Id, (await lab.Engine.Images.InspectAsync(lab.ImageName, default))?.Id);
        Assert.Equal(EngineCodes.ImageMissing, (await lab.Engine.Images.TagAsync("gantry-conformance-nothing:1", one, default))?.Code);
    });
}
