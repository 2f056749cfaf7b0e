namespace Gantry.Resources.Api;

/// <summary>One process of the edge has taken over from another, with every address that it listens on.</summary>
/// <param name="Before">The process that ends what it has begun; 0: there was none.</param>
/// <param name="DrainSeconds">How long it may take.</param>
public sealed record EdgeReplaced(int Before, int After, int DrainSeconds);
