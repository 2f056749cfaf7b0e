namespace Gantry.Registry.Decisions;

/// <summary>What a request is about.</summary>
public enum TargetKind { Base, Catalog, Blob, Uploads, Upload, Manifest, Tags, Referrers }

/// <summary>The path of a request, taken apart. Names of repositories hold slashes, so that it is read from its end.</summary>
/// <param name="Repository">Empty where there is none.</param>
/// <param name="Reference">A digest, a tag or the id of an upload, as it stands; empty where there is none.</param>
public readonly record struct RequestTarget(TargetKind Kind, string Repository, string Reference)
{
    /// <returns>Null for a path that the specification does not know.</returns>
    public static RequestTarget? Parse(string path)
    {
        if (path is "/v2/" or "/v2") return new RequestTarget(TargetKind.Base, "", "");
        if (!path.StartsWith("/v2/", StringComparison.Ordinal)) return null;
        if (path == "/v2/_catalog") return new RequestTarget(TargetKind.Catalog, "", "");
        if (path.EndsWith("/tags/list", StringComparison.Ordinal)) return Of(TargetKind.Tags, path, path.Length - "/tags/list".Length, "");
        if (path.EndsWith("/blobs/uploads/", StringComparison.Ordinal)) return Of(TargetKind.Uploads, path, path.Length - "/blobs/uploads/".Length, "");
        if (path.EndsWith("/blobs/uploads", StringComparison.Ordinal)) return Of(TargetKind.Uploads, path, path.Length - "/blobs/uploads".Length, "");
        var last = path.LastIndexOf('/');
        var reference = path[(last + 1)..];
        var head = path.AsSpan(0, last);
        if (head.EndsWith("/blobs/uploads", StringComparison.Ordinal)) return Of(TargetKind.Upload, path, last - "/blobs/uploads".Length, reference);
        if (head.EndsWith("/blobs", StringComparison.Ordinal)) return Of(TargetKind.Blob, path, last - "/blobs".Length, reference);
        if (head.EndsWith("/manifests", StringComparison.Ordinal)) return Of(TargetKind.Manifest, path, last - "/manifests".Length, reference);
        if (head.EndsWith("/referrers", StringComparison.Ordinal)) return Of(TargetKind.Referrers, path, last - "/referrers".Length, reference);
        return null;
    }

    private static RequestTarget? Of(TargetKind kind, string path, int end, string reference) =>
        end <= "/v2/".Length ? null : new RequestTarget(kind, path["/v2/".Length..end], reference);
}
