using System.Diagnostics;
using System.Globalization;
using System.Text;
using Gantry.Apps;
using Gantry.Control;
using Gantry.Resources.Platforms;
using Gantry.Rollouts.Decisions;

namespace Gantry.Bench;

/// <summary>From a compose file of 500 lines to a plan, in one process and without an engine.</summary>
internal static class ComposeBench
{
    private const double BudgetMs = 50;

    /// <summary>Until the code is compiled as it will be in a program that runs on; the first time of all is told apart.</summary>
    private const int WarmUp = 100;

    /// <summary>The exit code.</summary>
    public static int Run(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("gantry-bench-").FullName;
        try
        {
            var text = File(500);
            System.IO.File.WriteAllText(Path.Combine(folder, "compose.yaml"), text);
            System.IO.File.WriteAllText(Path.Combine(folder, "app.env"), "LOG=info\nZONE=a\n");
            System.IO.File.WriteAllText(Path.Combine(folder, "Dockerfile"), "FROM scratch\n");
            var (read, plan, form, whole) = (new Series("compose file to app"), new Series("app to release and plan"), new Series("canonical form, YAML"), new Series("file to plan"));
            var first = TimeSpan.Zero;
            for (var round = -WarmUp; round <= rounds; round++)
            {
                var began = Stopwatch.GetTimestamp();
                var result = ComposeProject.Load(new ComposeInput { ProjectDirectory = folder });
                var definition = result.Definition ?? throw new InvalidOperationException(string.Join('\n', result.Problems));
                var parsed = Stopwatch.GetElapsedTime(began);
                var images = definition.Services.ToDictionary(s => s.Name, s => new ImageFacts { Id = "sha256:" + new string('a', 64), Name = s.Image ?? s.Name, Ports = [8080] });
                var (release, problems) = ReleaseFactory.Make(definition, images, 0, "bench", default);
                var accepted = RolloutRequests.Up(new Request(World.Empty, new PlatformIdentity("abcdef123456", "10.201"), definition.Environment, definition.Name, "bench", default),
                    release ?? throw new InvalidOperationException(string.Join('\n', problems)));
                if (accepted.Plan is null or { IsEmpty: true }) throw new InvalidOperationException("nothing was planned");
                var all = Stopwatch.GetElapsedTime(began);
                began = Stopwatch.GetTimestamp();
                if (result.Canonical!.ToYaml().Length < text.Length) throw new InvalidOperationException("the canonical form is too short");
                if (round == -WarmUp) first = all;
                if (round <= 0) continue;
                form.Add(Stopwatch.GetElapsedTime(began));
                read.Add(parsed);
                plan.Add(all - parsed);
                whole.Add(all);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rounds} rounds, {text.Count(c => c == '\n')} lines, {text.Length} characters; milliseconds"));
            foreach (var series in (Series[])[read, plan, whole, form]) Console.WriteLine(series.Fine());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"file to plan at the median: {whole.Median:0.0} ms (budget {BudgetMs:0}); the first time, code not yet compiled: {first.TotalMilliseconds:0} ms"));
            return whole.Median <= BudgetMs ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Services as people write them, until the file has about that many lines.</summary>
    private static string File(int lines)
    {
        var text = new StringBuilder("""
            name: bench
            x-logging: &logging
              logging: {driver: json-file, options: {max-size: 10m}}
            x-env: &env
              LOG_LEVEL: ${LOG_LEVEL:-info}
              ZONE: "${ZONE:-eu}"
            services:

            """);
        for (var i = 0; text.ToString().Count(c => c == '\n') < lines - 25; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                  service{{i}}:
                    <<: *logging
                    image: registry.example.org/team/service{{i}}:${TAG:-1.{{i}}}
                    command: ["serve", "--port", "8080", "--name", "service{{i}}"]
                    restart: unless-stopped
                    env_file: app.env
                    environment:
                      <<: *env
                      NAME: service{{i}}
                      URL: http://service{{Math.Max(0, i - 1)}}:8080/
                    ports:
                      - "127.0.0.1:{{18000 + i}}:8080"
                    volumes:
                      - data{{i}}:/var/lib/data
                      - type: tmpfs
                        target: /tmp/work
                        tmpfs: {size: 64m}
                    healthcheck:
                      test: ["CMD", "wget", "-q", "localhost:8080/health"]
                      interval: 10s
                    deploy:
                      resources: {limits: {cpus: "0.5", memory: 256m} }
                    labels: [team=shop, "tier={{i % 3}}"]
                    stop_grace_period: 30s
                {{(i == 0 ? "" : $"    depends_on: {{service{i - 1}: {{condition: service_healthy}}}}\n")}}
                """);
        }

        text.Append("volumes:\n");
        for (var i = 0; text.ToString().Contains($"data{i}:/", StringComparison.Ordinal); i++) text.Append(CultureInfo.InvariantCulture, $"  data{i}:\n");
        return text.ToString();
    }
}
