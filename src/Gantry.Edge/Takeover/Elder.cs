using System.Net.Http.Json;
using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Edges;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Takeover;

/// <summary>
/// A process that was in charge before and ends what it has begun. It may still get a last request on a connection that it has, so it
/// follows every snapshot; and what it has open counts as open.
/// </summary>
internal sealed class Elder : IDisposable
{
    private readonly HttpClient client;
    private readonly Lock sync = new();
    private EdgeReport report;
    private TrafficSnapshot? served;

    private Elder(HttpClient client, EdgeReport report) => (this.client, this.report) = (client, report);

    public EdgeReport Report
    {
        get { lock (sync) return report; }
    }

    /// <returns>Null: there is no process at the socket.</returns>
    public static async Task<Elder?> MeetAsync(string path, CancellationToken cancellation)
    {
        var client = Seat.Client(path);
        client.DefaultRequestHeaders.Add(Tenure.HeirHeader, "yes");
        try
        {
            return new Elder(client, (await client.GetFromJsonAsync("/report", GantryJson.Default.EdgeReport, cancellation))!);
        }
        catch (HttpRequestException)
        {
            client.Dispose();
            return null;
        }
    }

    /// <summary>Follows what it says until it ends, or does not answer any more.</summary>
    /// <param name="changed">It has something else open than before.</param>
    public async Task HearAsync(Action changed)
    {
        try
        {
            using var lines = new StreamReader(await client.GetStreamAsync("/reports"));
            while (await lines.ReadLineAsync() is { } line)
            {
                var said = JsonSerializer.Deserialize(line, GantryJson.Default.EdgeReport)!;
                // What was said before it took a snapshot may arrive after its answer to that.
                lock (sync) report = said.Revision >= report.Revision ? said : report;
                changed();
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or JsonException)
        {
            // Whether it has ended is seen by its lock.
        }
    }

    /// <summary>Returns once it serves the snapshot.</summary>
    /// <exception cref="HttpRequestException">It does not.</exception>
    public async Task FollowAsync(TrafficSnapshot snapshot, CancellationToken cancellation)
    {
        if (served is not null)
        {
            using var patched = await client.PatchAsync("/snapshot", JsonContent.Create(SnapshotChange.Between(served, snapshot), GantryJson.Default.SnapshotChange), cancellation);
            if (patched.IsSuccessStatusCode)
            {
                await TookAsync(patched, snapshot, cancellation);
                return;
            }
        }
        using var put = await client.PutAsync("/snapshot", JsonContent.Create(snapshot, GantryJson.Default.TrafficSnapshot), cancellation);
        put.EnsureSuccessStatusCode();
        await TookAsync(put, snapshot, cancellation);
    }

    /// <summary>It is known to serve the snapshot already.</summary>
    public void Serves(TrafficSnapshot snapshot) => served = snapshot;

    public async Task StopAsync(CancellationToken cancellation)
    {
        using var answer = await client.PostAsync("/stop", null, cancellation);
    }

    public void Dispose() => client.Dispose();

    private async Task TookAsync(HttpResponseMessage answer, TrafficSnapshot snapshot, CancellationToken cancellation)
    {
        var said = (await answer.Content.ReadFromJsonAsync(GantryJson.Default.EdgeReport, cancellation))!;
        served = snapshot;
        // Of the same revision the stream knows better.
        lock (sync) report = said.Revision > report.Revision ? said : report;
    }
}
