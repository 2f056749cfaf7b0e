namespace Gantry.Integration.Platform.Crashes.UnderLoad;

/// <summary>Something that is done at the very moment at which somebody next learns something, and once.</summary>
internal sealed class Trigger
{
    private Action? _armed;

    public void Arm(Action shot) => Volatile.Write(ref _armed, shot);

    public void Disarm() => Volatile.Write(ref _armed, null);

    public void Pull() => Interlocked.Exchange(ref _armed, null)?.Invoke();
}
