namespace Gantry.Integration.Platform.Harness;

/// <summary>Compose files of the tests. A new release is another <c>VERSION</c>: nothing is built for it.</summary>
internal static class Yaml
{
    /// <summary>One service with a route.</summary>
    /// <param name="service">Further lines of the service.</param>
    /// <param name="gantry">Further entries of its <c>x-gantry</c>, each ending in a comma.</param>
    /// <param name="app">Further lines of the file.</param>
    public static string Web(string name, string version, int replicas = 2, string service = "", string gantry = "", string app = "") => $$"""
        name: {{name}}
        services:
          web:
            image: {{TestImages.Responder}}
            environment: { VERSION: {{version}} }
            deploy: { replicas: {{replicas}} }
            x-gantry: { route: { host: {{name}}.test }, probe: { path: /healthz }, {{gantry}} }
        {{Indent(service, 4)}}
        {{app}}
        """;

    /// <summary>A service without a route that another calls.</summary>
    public static string Peer(string version, int replicas = 2, string gantry = "") => $$"""
          peer:
            image: {{TestImages.Responder}}
            environment: { VERSION: {{version}} }
            deploy: { replicas: {{replicas}} }
            x-gantry: { probe: { path: /healthz }, {{gantry}} }
        """;

    public static string Indent(string text, int columns) =>
        string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? line : new string(' ', columns) + line));
}

/// <summary>How often a test does what it repeats.</summary>
internal static class Rounds
{
    /// <summary>Of what is left to chance; <c>GANTRY_TEST_SEED</c> repeats a run that failed.</summary>
    public static int Seed => int.Parse(Environment.GetEnvironmentVariable("GANTRY_TEST_SEED") ?? "20261121", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The longer count with <c>./test --nightly</c>; <c>GANTRY_TEST_ROUNDS</c> overrides both.</summary>
    public static int Of(int usual, int nightly) =>
        Environment.GetEnvironmentVariable("GANTRY_TEST_ROUNDS") is { Length: > 0 } rounds ? int.Parse(rounds)
        : Support.Checkout.Nightly ? nightly : usual;
}
