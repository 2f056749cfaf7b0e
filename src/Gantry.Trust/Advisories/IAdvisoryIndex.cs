using Gantry.Trust.Decisions.Advisories;

namespace Gantry.Trust.Advisories;

/// <summary>What is known, to be asked by package. Its answers do not change while it is held.</summary>
public interface IAdvisoryIndex
{
    /// <summary>Which advisories these are: a digest over all of them.</summary>
    string Snapshot { get; }

    /// <param name="name">As <see cref="PackageNames"/> makes it.</param>
    /// <returns>Those not withdrawn, whatever versions they are about.</returns>
    IReadOnlyList<Match> About(string ecosystem, string name);

    /// <summary>What stands in the record besides; null where there is none or it is withdrawn.</summary>
    Advisory? Find(string id);
}
