namespace Gantry.Trust.Decisions.Signatures;

/// <summary>Names of repositories, of which Docker Hub's are written in several ways.</summary>
internal static class RepositoryName
{
    private const string Hub = "docker.io";

    /// <summary>One form for each: <c>docker.io/library/nginx</c>.</summary>
    public static string Canonical(string repository)
    {
        var slash = repository.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return repository;
        var (host, path) = (repository[..slash], repository[(slash + 1)..]);
        if (host is not (Hub or "index.docker.io" or "registry-1.docker.io")) return repository;
        return path.Contains('/', StringComparison.Ordinal) ? $"{Hub}/{path}" : $"{Hub}/library/{path}";
    }
}
