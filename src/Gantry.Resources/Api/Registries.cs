namespace Gantry.Resources.Api;

/// <summary><c>GET /v1/registry/repositories</c> answers a list of them.</summary>
/// <param name="TagCount">How many tags there are; <paramref name="Tags"/> are the first thousand of them.</param>
/// <param name="Size">Bytes of its blobs. What repositories share is counted in each.</param>
public sealed record RepositorySummary(string Name, int Manifests, int TagCount, long Size, IReadOnlyList<string> Tags);

/// <summary>
/// A line of <c>POST /v1/registry/collections?dryRun=&amp;grace=</c> (JSON lines; the grace in seconds): what became of one thing, or
/// would become of it.
/// </summary>
/// <param name="Kind"><c>manifest</c>, <c>blob</c>, or <c>file</c> for bytes that nothing names.</param>
/// <param name="Repository">Empty for bytes that no repository holds any more.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Because">Why it stays, or why it goes.</param>
public sealed record CollectionLine(string Kind, string Repository, string Digest, long Size, bool Stays, string Because);

/// <summary><c>PUT /v1/registry-logins?host=</c>: be somebody at a registry from now on. Tried there first. <c>DELETE</c> ends it.</summary>
/// <param name="Password">Sealed where it is kept; no answer has it.</param>
public sealed record RegistryLoginRequest(string Username, string Password, string RequestedBy)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => Username;
}

/// <summary><c>GET /v1/registry-logins</c> answers a list of them.</summary>
/// <param name="Kept">False: the password is not in the home of this control plane; sign in again.</param>
public sealed record RegistryLoginView(string Host, string Username, DateTimeOffset Since, bool Kept);

/// <summary><c>PUT /v1/registry-upstreams/NAME</c>: give out another registry's content below the name. <c>DELETE</c> ends it.</summary>
/// <param name="Url">Its host, perhaps with a scheme and a path.</param>
public sealed record RegistryUpstreamRequest(string Url, string RequestedBy);

/// <summary><c>GET /v1/registry-upstreams</c> answers a list of them.</summary>
public sealed record RegistryUpstreamView(string Name, string Source);
