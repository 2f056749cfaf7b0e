using Gantry.Trust.Decisions.Advisories;
using Gantry.Trust.Decisions.Severities;

namespace Gantry.Trust.Advisories;

/// <summary>What is known, to be asked by package. Its answers do not change while it is held.</summary>
public interface IAdvisoryIndex
{
    /// <summary>Which advisories these are: a digest over all of them.</summary>
    string Snapshot { get; }

    /// <param name="name">As <see cref="PackageNames"/> makes it.</param>
    /// <returns>Those not withdrawn, whatever versions they are about.</returns>
    IReadOnlyList<Match> About(string ecosystem, string name);

    /// <summary>How another record rates the same vulnerability; unknown where there is none.</summary>
    Rating Rate(string id);
}
