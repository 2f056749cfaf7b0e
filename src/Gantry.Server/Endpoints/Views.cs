using System.Text.Json;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Api;

namespace Gantry.Server.Endpoints;

/// <summary>Resources and events as the API shows them.</summary>
internal static class Views
{
    public static ResourceView Of(Resource resource) => new(
        resource.Key.Kind, resource.Key.Scope, resource.Key.Name, resource.Version, resource.Generation,
        Show(resource.Spec, ResourceSchema.Spec(resource.Key.Kind)),
        resource.Status is { } status ? Show(status, ResourceSchema.Status(resource.Key.Kind)) : null);

    public static WatchLine Of(ResourceEvent e, Resource? now) => new(
        e.Sequence, e.At, e.Actor, e.Type.ToString().ToLowerInvariant(), e.Key.Kind, e.Key.Scope, e.Key.Name, e.Because,
        now is null ? null : Of(now));

    /// <summary>True for what belongs to the app, and for what belongs to none when no app is named.</summary>
    public static bool Concerns(Key key, string? environment, string? app) =>
        (environment is null || key.Scope == environment) && (app is null || key.Name == app || key.Name.StartsWith(app + ".", StringComparison.Ordinal));

    private static JsonElement Show(object value, System.Text.Json.Serialization.Metadata.JsonTypeInfo type)
    {
        var node = Redaction.Apply(JsonSerializer.SerializeToNode(value, type));
        return JsonSerializer.SerializeToElement(node, GantryJson.Default.JsonNode);
    }
}
