namespace Gantry.Resources;

/// <summary>The kinds of resource. Who writes which half is tabled in docs/resources.md.</summary>
public static class Kinds
{
    public const string App = "App";
    public const string Release = "Release";
    public const string Rollout = "Rollout";
    public const string Replica = "Replica";
    public const string Route = "Route";
    public const string Edge = "Edge";
    public const string Certificate = "Certificate";
    public const string Image = "Image";
    public const string TrustKey = "TrustKey";
    public const string Sighting = "Sighting";
    public const string Policy = "Policy";
    public const string Admission = "Admission";
    public const string AdvisorySource = "AdvisorySource";
    public const string RegistryLogin = "RegistryLogin";
    public const string RegistryUpstream = "RegistryUpstream";

    public static IReadOnlyList<string> All { get; } = [App, Release, Rollout, Replica, Route, Edge, Certificate, Image, TrustKey, Sighting, Policy, Admission, RegistryLogin, RegistryUpstream, AdvisorySource];
}

/// <summary>
/// What a resource is called. <paramref name="Scope"/> is the environment (<c>production</c>), or empty for what
/// belongs to the platform. Names are made by <see cref="ResourceNames"/>.
/// </summary>
public readonly record struct Key(string Kind, string Scope, string Name)
{
    public override string ToString() => Scope.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Scope}/{Name}";
}

/// <summary>The one place where names are put together. App and service names are DNS labels, so a dot separates.</summary>
public static class ResourceNames
{
    public static Key App(string environment, string app) => new(Kinds.App, environment, app);
    public static Key Release(string environment, string app, int number) => new(Kinds.Release, environment, $"{app}.{number}");
    public static Key Rollout(string environment, string app, int number) => new(Kinds.Rollout, environment, $"{app}.{number}");
    public static Key Route(string environment, string app, string service) => new(Kinds.Route, environment, $"{app}.{service}");
    /// <summary>What undoes a rollout needs names of its own.</summary>
    public static string UndoReplicaName(string app, string service, int rollout, int ordinal) => $"{app}.{service}.{rollout}-undo.{ordinal}";

    public static Key Replica(string environment, string name) => new(Kinds.Replica, environment, name);
    /// <summary>An environment has one, or the default.</summary>
    public static Key Policy(string environment) => new(Kinds.Policy, environment, "policy");

    /// <summary>Named like the release that it is about.</summary>
    public static Key Admission(string environment, string app, int release) => new(Kinds.Admission, environment, $"{app}.{release}");
    public static Key Edge(string name) => new(Kinds.Edge, "", name);

    /// <summary>A host belongs to the platform, whichever environments route it.</summary>
    public static Key Certificate(string host) => new(Kinds.Certificate, "", host);

    /// <summary>Images belong to the platform: the same one may run in several environments.</summary>
    /// <param name="imageId"><c>sha256:…</c></param>
    public static Key Image(string imageId) => new(Kinds.Image, "", imageId[(imageId.IndexOf(':') + 1)..]);

    public static Key TrustKey(string name) => new(Kinds.TrustKey, "", name);

    /// <param name="host">As <see cref="Registries.RegistryHosts"/> names it.</param>
    public static Key RegistryLogin(string host) => new(Kinds.RegistryLogin, "", host);

    public static Key RegistryUpstream(string name) => new(Kinds.RegistryUpstream, "", name);

    /// <param name="id">A hash of its address.</param>
    public static Key AdvisorySource(string id) => new(Kinds.AdvisorySource, "", id);

    /// <param name="id">Of a key's signature of an image.</param>
    public static Key Sighting(string id) => new(Kinds.Sighting, "", id);

    /// <summary>The number of the rollout that made it is in the name, so that a name is never used twice.</summary>
    public static string ReplicaName(string app, string service, int rollout, int ordinal) => $"{app}.{service}.{rollout}.{ordinal}";
}
