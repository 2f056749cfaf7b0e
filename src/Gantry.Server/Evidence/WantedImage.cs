using Gantry.Engine.Images;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Images;

namespace Gantry.Server.Evidence;

/// <summary>An image that a release is to run, and for whom.</summary>
/// <param name="Service">The first that wants it: what is said of the image stands at it.</param>
internal sealed record WantedImage(ResolvedImage Image, string App, string Service)
{
    /// <summary>Where the platform's registry is to have it; null where it need not.</summary>
    public string? Repository => Image.FromBuild ? $"{App}/{Service}" : null;

    public Key Key => ResourceNames.Image(Image.Id);

    /// <summary>Each image once.</summary>
    public static IReadOnlyList<WantedImage> Of(AppDefinition app, IReadOnlyDictionary<string, ResolvedImage> images) =>
        [.. app.Services.Select(s => new WantedImage(images[s.Name], app.Name, s.Name)).OrderByDescending(w => w.Image.FromBuild).DistinctBy(w => w.Image.Id)];

    /// <summary>What is known of it before anybody has looked into it.</summary>
    public ImageSpec Spec(DateTimeOffset now) => new()
    {
        ImageId = Image.Id,
        Name = Image.Name,
        Digest = Image.FromBuild ? null : Image.Digest,
        Built = Image.FromBuild,
        Seen = now,
        Config = new ImageConfig
        {
            User = Image.User,
            HasHealthcheck = Image.Healthcheck is { Disabled: false },
            Labels = Image.Labels,
            Platform = Image.Platform ?? "",
            Created = Image.Created,
            Layers = Image.Layers,
        },
    };
}
