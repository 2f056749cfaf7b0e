using Gantry.Bench;
using Gantry.Bench.Edge;
using Gantry.Bench.Edge.Attacks;
using Gantry.Bench.Edge.Mirrors;
using Gantry.Bench.Edge.Routes;
using Gantry.Bench.Registries;
using Gantry.Bench.Scale;
using Gantry.Bench.Scan;
using Gantry.Bench.Stores;

// bench/run store [rounds]: durable writes against SQLite and PostgreSQL alone, and how soon a watcher sees them.
if (args is ["store", .. var rest]) return await StoreBench.RunAsync(rest.Length > 0 ? int.Parse(rest[0], System.Globalization.CultureInfo.InvariantCulture) : 5);

// bench/run edge [--quick | --tls | --idle] [--json] [--rounds N]: the edge against nginx, HAProxy and Caddy, in turn.
if (args is ["edge", .. var words]) return await EdgeBench.RunAsync(words);

// bench/run edge-attacks [rounds]: what others notice of slow and greedy clients.
if (args is ["edge-attacks", .. var times]) return await AttackBench.RunAsync(times.Length > 0 ? int.Parse(times[0], System.Globalization.CultureInfo.InvariantCulture) : 5);

// bench/run edge-mirror [rounds]: what is noticed of copies to a release that is not well.
if (args is ["edge-mirror", .. var passes]) return await MirrorBench.RunAsync(passes.Length > 0 ? int.Parse(passes[0], System.Globalization.CultureInfo.InvariantCulture) : 7);

// bench/run edge-routes [routes]: what a look-up costs with few routes and with many, and how soon a change of one is in force.
if (args is ["edge-routes", .. var most]) return await RoutesBench.RunAsync(most.Length > 0 ? int.Parse(most[0], System.Globalization.CultureInfo.InvariantCulture) : 5000);

// bench/run registry collect [blobs]: a collection that frees 100,000 blobs while clients pull.
if (args is ["registry", "collect", .. var many]) return await CollectionBench.RunAsync(many.Length > 0 ? int.Parse(many[0], System.Globalization.CultureInfo.InvariantCulture) : 100_000);

// bench/run registry [rounds]: the platform's registry against Debian's docker-registry, in turn.
if (args is ["registry", .. var turns]) return await RegistryBench.RunAsync(turns.Length > 0 ? int.Parse(turns[0], System.Globalization.CultureInfo.InvariantCulture) : 5);

// bench/run compose [rounds]: from a compose file to a plan, in one process.
if (args is ["compose", .. var more]) return ComposeBench.Run(more.Length > 0 ? int.Parse(more[0], System.Globalization.CultureInfo.InvariantCulture) : 200);

// bench/run scan [status]: an image of 400 packages against 50,000 advisories, and 1,000 stored SBOMs judged again.
if (args is ["scan", "--once", var image, var advisories]) return ScanBench.Once(image, advisories);
if (args is ["scan", .. var file]) return ScanBench.Run(file.Length > 0 ? file[0] : null);

// bench/run scale [services]: releases, memory and idleness with 100, 1,000 and 10,000 services.
if (args is ["scale"]) return await ScaleBench.RunAllAsync();
if (args is ["scale", var services]) return await ScaleBench.RunAsync(int.Parse(services, System.Globalization.CultureInfo.InvariantCulture));

// bench/run [rounds]: how long a release takes against the least that the engine needs for it, in the same run.
var rounds = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 15;
await using var app = await BenchApp.StartAsync();
using var engine = new RawEngine();
var raw = new Series("raw engine: create, start, first good answer (2 containers)");
var apart = new Series("the same on a network of their own, made beforehand");
var up = new Series("gantry up: command to exit (2 replicas, blue-green)");
var ready = new Series("gantry up: asked for to traffic switched");
var back = new Series("gantry rollback to a warm release: asked for to traffic switched");
var command = new Series("gantry rollback: command to exit");
var same = new Series("gantry up with nothing to change: command to exit");
for (var round = 0; round <= rounds; round++)
{
    // In turn, so that a machine that gets slower gets slower for all. The first round warms up and is not counted.
    await app.SettleAsync();
    var least = await engine.DeployAsync(app.ImageId, replicas: 2);
    var alone = await engine.DeployAsync(app.ImageId, replicas: 2, network: "gantry-bench");
    var whole = await app.UpAsync(round);
    var switched = await app.SwitchedAsync();
    var unchanged = await app.UpAsync(round);
    var rollback = await app.RollbackAsync();
    var rolledBack = await app.SwitchedAsync();
    if (round == 0) continue;
    raw.Add(least);
    apart.Add(alone);
    up.Add(whole);
    ready.Add(switched);
    same.Add(unchanged);
    command.Add(rollback);
    back.Add(rolledBack);
}
Console.WriteLine($"{rounds} rounds, in turn; milliseconds");
foreach (var series in (Series[])[raw, apart, up, ready, same, command, back]) Console.WriteLine(series);
Console.WriteLine($"overhead of gantry up at the median: {up.Median - raw.Median:0} ms (budget 300), ratio {up.Median / raw.Median:0.00}");
Console.WriteLine($"against the engine with a network of the app's own: {up.Median - apart.Median:0} ms");
Console.WriteLine($"rollback switches at the median after {back.Median:0} ms (budget 100)");
return up.Median - raw.Median <= 300 && back.Median <= 100 ? 0 : 1;
