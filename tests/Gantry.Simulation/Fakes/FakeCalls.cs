using Gantry.Engine;
using Gantry.Resources;

namespace Gantry.Simulation.Fakes;

/// <summary>
/// The way to the engine and back. What a call does, it does in the engine, not in the process that calls: it happens also
/// when that process is killed meanwhile.
/// </summary>
public sealed class FakeCalls(FakeMachine machine, FakeFaults faults)
{
    /// <summary>Each call as it is done, for traces and for tests that count.</summary>
    public event Action<string, string>? Done;

    public async Task<T> AskAsync<T>(string call, string about, Func<T> look) where T : class? =>
        (await CallAsync(call, about, () => Task.FromResult(look()))).Value!;

    public async Task<Outcome<T>> CallAsync<T>(string call, string about, Func<Task<T>> act)
    {
        var answer = new TaskCompletionSource<Outcome<T>>();
        var latency = faults.Latency(call);
        machine.World.Schedule(latency / 2, () => _ = ArriveAsync());
        return await answer.Task;

        async Task ArriveAsync()
        {
            var fault = faults.Call(call);
            var outcome = default(Outcome<T>);
            Exception? thrown = null;
            try
            {
                if (!machine.Up || fault == CallFault.LostRequest) throw Away();
                if (fault == CallFault.NoSpace) throw new FakeRefusal(about, EngineCodes.NoSpace);
                if (fault == CallFault.Busy) throw new FakeRefusal(about, EngineCodes.Busy);
                Done?.Invoke(call, about);
                outcome = await act();
                if (!machine.Up || fault == CallFault.LostAnswer) throw Away();
            }
            catch (FakeRefusal refusal)
            {
                outcome = refusal.Problem;
            }
            catch (Exception away)
            {
                thrown = away;
            }
            machine.World.Schedule(latency / 2, () =>
            {
                if (thrown is null) answer.TrySetResult(outcome);
                else answer.TrySetException(thrown);
            });
        }
    }

    public async Task<Problem?> DoAsync(string call, string about, Func<Task> act) =>
        (await CallAsync(call, about, async () => { await act(); return true; })).Problem;

    public Task<Problem?> DoAsync(string call, string about, Action act) =>
        DoAsync(call, about, () => { act(); return Task.CompletedTask; });

    private static EngineUnavailableException Away() =>
        new(new Problem("engine", EngineCodes.NotRunning, "The container engine does not answer.", "Start it."));
}
