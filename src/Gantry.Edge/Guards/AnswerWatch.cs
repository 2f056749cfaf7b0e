using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Gantry.Edge.Guards;

/// <summary>
/// Whether the client of the general lane takes its answer fast enough, as the kernel sees it. The server has a limit too, but reckons with all
/// that it could put into the kernel's buffers: a client that reads nothing would have hours.
/// </summary>
internal sealed class AnswerWatch
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);

    private readonly GeneralGuest? guest;
    private ClientPace pace;

    public AnswerWatch(HttpContext context)
    {
        guest = context.Features.Get<GeneralGuest>();
        pace = new ClientPace(guest?.Limits ?? new GuardLimits());
        pace.Begin();
    }

    /// <summary>Waits until what was written is taken. A client that takes too little is cut.</summary>
    public async Task<FlushResult> TakesAsync(Task<FlushResult> flush)
    {
        while (guest is not null)
        {
            try
            {
                var taken = await flush.WaitAsync(Glance, guest.Time);
                pace.TookAll();
                return taken;
            }
            catch (TimeoutException)
            {
                if (!pace.IsDue(guest.Now) || !pace.TakesTooLittle(guest.Acknowledged, guest.Now)) continue;
                guest.Cut(Guarded.SlowReader);
                break;
            }
        }
        return await flush;
    }
}
