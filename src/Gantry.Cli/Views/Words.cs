using Gantry.Cli.Text;
using Gantry.Resources.Replicas;

namespace Gantry.Cli.Views;

/// <summary>States as people call them, everywhere the same.</summary>
public static class Words
{
    public static string Of(ReplicaPhase phase) => phase switch
    {
        ReplicaPhase.Pending => "pending",
        ReplicaPhase.Creating => "creating",
        ReplicaPhase.Starting => "starting",
        ReplicaPhase.Ready => "ready",
        ReplicaPhase.Unready => "not ready",
        ReplicaPhase.Restarting => "restarting",
        ReplicaPhase.Exited => "exited",
        ReplicaPhase.Failed => "failed",
        _ => "stopping",
    };

    public static Tone Tone(ReplicaPhase phase) => phase switch
    {
        ReplicaPhase.Ready => Text.Tone.Good,
        ReplicaPhase.Failed => Text.Tone.Bad,
        ReplicaPhase.Unready or ReplicaPhase.Restarting => Text.Tone.Warn,
        _ => Text.Tone.Plain,
    };
}
