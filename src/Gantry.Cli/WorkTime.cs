namespace Gantry.Cli;

/// <summary>The time since the command began, without that in which it waited for somebody's answer.</summary>
public sealed class WorkTime(TimeProvider clock)
{
    private readonly long _began = clock.GetTimestamp();
    private TimeSpan _waited;

    public TimeSpan Elapsed => clock.GetElapsedTime(_began) - _waited;

    public T WithoutWaiting<T>(Func<T> question)
    {
        var asked = clock.GetTimestamp();
        var answer = question();
        _waited += clock.GetElapsedTime(asked);
        return answer;
    }
}
