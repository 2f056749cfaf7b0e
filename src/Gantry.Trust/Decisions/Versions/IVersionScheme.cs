namespace Gantry.Trust.Decisions.Versions;

/// <summary>How the versions of an ecosystem are ordered.</summary>
public interface IVersionScheme
{
    /// <summary>What is wrong with the text, as the rest of a sentence that begins with it; null for a version.</summary>
    string? Fault(string version);

    /// <summary>Less than, equal to or greater than zero. A total order of all versions without a fault; of other text nothing is promised but
    /// an answer.</summary>
    int Compare(string a, string b);
}
