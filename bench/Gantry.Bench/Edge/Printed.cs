using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gantry.Bench.Edge;

/// <summary>Scores for people, and for programs.</summary>
internal static class Printed
{
    public static string Table(Score score)
    {
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"{score.Row}");
        text.AppendLine("  proxy        requests/s   CPU µs/request    p50 ms    p99 ms   memory MB");
        foreach (var name in score.Names)
        {
            var sample = score.Median(name);
            text.Append(CultureInfo.InvariantCulture, $"  {name,-10} {sample.RequestsPerSecond,12:0} {sample.CpuMicroseconds,16:0.0} {sample.P50Ms,9:0.00} {sample.P99Ms,9:0.00} {sample.MemoryMb,11:0}");
            text.AppendLine(sample.Failed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"   {sample.Failed} failed"));
        }
        return text.Append(CultureInfo.InvariantCulture, $"  gantry to the best peer: CPU {score.CpuRatio:0.00}, requests/s {score.RateRatio:0.00}, p99 {score.P99Ratio:0.00}").ToString();
    }

    public static void Json(Stream to, IReadOnlyList<Score> scores)
    {
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("rows");
        foreach (var score in scores)
        {
            Begin(json, score.Row);
            Write(json, "ours", score.Median(Score.Ours));
            json.WriteStartObject("peers");
            foreach (var name in score.Names.Where(name => name != Score.Ours)) Write(json, name, score.Median(name));
            json.WriteEndObject();
            json.WriteNumber("cpu_ratio_to_best_peer", Math.Round(score.CpuRatio, 3));
            json.WriteNumber("rps_ratio_to_best_peer", Math.Round(score.RateRatio, 3));
            json.WriteNumber("p99_ratio_to_best_peer", Math.Round(score.P99Ratio, 3));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, Row row)
    {
        json.WriteStartObject();
        json.WriteNumber("connections", row.Connections);
        json.WriteNumber("body", row.Body);
        json.WriteString("scheme", row.Scheme);
        json.WriteString("mode", row.Mode);
    }

    private static void Write(Utf8JsonWriter json, string name, Sample sample)
    {
        json.WriteStartObject(name);
        json.WriteNumber("rps", Math.Round(sample.RequestsPerSecond));
        json.WriteNumber("cpu_us_per_request", Math.Round(sample.CpuMicroseconds, 2));
        json.WriteNumber("p50_ms", sample.P50Ms);
        json.WriteNumber("p99_ms", sample.P99Ms);
        json.WriteNumber("memory_mb", Math.Round(sample.MemoryMb, 1));
        json.WriteNumber("failed", sample.Failed);
        json.WriteEndObject();
    }
}
