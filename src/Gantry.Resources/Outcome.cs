namespace Gantry.Resources;

/// <summary>What a call answers that may fail in an expected way: a value, or the problem that there is none.</summary>
public readonly record struct Outcome<T>(T? Value, Problem? Problem)
{
    public bool Succeeded => Problem is null;

    /// <exception cref="InvalidOperationException">It failed: look at <see cref="Problem"/> first.</exception>
    public T Require() => Problem is null ? Value! : throw new InvalidOperationException(Problem.ToString());

    public static implicit operator Outcome<T>(T value) => new(value, null);
    public static implicit operator Outcome<T>(Problem problem) => new(default, problem);
}
