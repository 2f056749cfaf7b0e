using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Apps;
using Gantry.Resources.Releases;

namespace Gantry.Cli.Apps;

/// <summary>An app that the platform knows.</summary>
public sealed record FoundApp(string Environment, string Name, AppSpec Spec, AppStatus Status);

/// <summary>Finds the app that a command is about among those the platform knows.</summary>
public sealed class AppFinder(Session session)
{
    /// <summary>By its name, else by its files, else by the directory one is in, else the only one there is.</summary>
    /// <exception cref="GiveUpException">There is no such app, or the choice is open.</exception>
    public async Task<FoundApp> OneAsync(AppSelection selection, CancellationToken cancel)
    {
        var apps = await AllAsync(selection.Environment, cancel);
        if (await AskedForAsync(apps, selection, cancel) is { } asked) return asked;
        return apps switch
        {
            [var only] => only,
            [] => throw new GiveUpException(selection.Environment, "app.none", $"No app is in {selection.Environment}.",
                await ElsewhereAsync(null, cancel) ?? "Bring one up: gantry up PATH"),
            _ => throw new GiveUpException(selection.Environment, "app.ambiguous",
                $"{selection.Environment} has several apps: {string.Join(", ", apps.Select(a => a.Name))}.", "Name one with --app."),
        };
    }

    /// <summary>The one that was asked for, otherwise all.</summary>
    public async Task<IReadOnlyList<FoundApp>> SomeAsync(AppSelection selection, CancellationToken cancel)
    {
        var apps = await AllAsync(selection.Environment, cancel);
        return await AskedForAsync(apps, selection, cancel) is { } asked ? [asked] : apps;
    }

    private async Task<FoundApp?> AskedForAsync(IReadOnlyList<FoundApp> apps, AppSelection selection, CancellationToken cancel)
    {
        if (selection.App is { } name)
            return apps.FirstOrDefault(a => a.Name == name) ?? throw await NotFoundAsync(apps, selection.Environment, name, cancel);
        if (!selection.NamesFiles && !ComposeFile.IsProject(session)) return null;
        var compose = ComposeFile.Load(session, selection);
        var found = compose.Definition is { } definition ? apps.FirstOrDefault(a => a.Name == definition.Name)
            // A file that has been broken meanwhile still says by its place which app it was.
            : await ByFolderAsync(apps, ComposeFile.Folder(session, selection), cancel);
        if (found is not null || !selection.NamesFiles) return found;
        if (compose.Definition is null) throw new GiveUpException(compose.Problems);
        throw await NotFoundAsync(apps, selection.Environment, compose.Definition.Name, cancel);
    }

    private async Task<IReadOnlyList<FoundApp>> AllAsync(string environment, CancellationToken cancel) =>
        [.. (await session.Client.ResourcesAsync(Kinds.App, environment, null, null, cancel)).Where(a => a.Scope == environment).Select(Read)];

    private static FoundApp Read(ResourceView app) => new(app.Scope, app.Name,
        app.Spec.Deserialize(GantryJson.Default.AppSpec)!, app.Status?.Deserialize(GantryJson.Default.AppStatus) ?? new AppStatus());

    private async Task<FoundApp?> ByFolderAsync(IReadOnlyList<FoundApp> apps, string folder, CancellationToken cancel)
    {
        foreach (var app in apps.Where(a => a.Status.Live is not null))
        {
            var name = ResourceNames.Release(app.Environment, app.Name, app.Status.Live!.Value).Name;
            var release = (await session.Client.ResourcesAsync(Kinds.Release, app.Environment, app.Name, name, cancel)).FirstOrDefault();
            if (release?.Spec.Deserialize(GantryJson.Default.ReleaseSpec)?.Definition.ProjectDirectory == folder) return app;
        }

        return null;
    }

    private async Task<GiveUpException> NotFoundAsync(IReadOnlyList<FoundApp> apps, string environment, string name, CancellationToken cancel)
    {
        var there = apps.Count == 0 ? "Nothing is there" : $"There are {string.Join(", ", apps.Select(a => a.Name))}";
        return new GiveUpException(name, "app.not-found", $"There is no app {name} in {environment}.",
            await ElsewhereAsync(name, cancel) ?? $"{there}. Bring it up: gantry up PATH");
    }

    /// <summary>Most often it is the environment that was forgotten.</summary>
    private async Task<string?> ElsewhereAsync(string? name, CancellationToken cancel)
    {
        var all = await session.Client.ResourcesAsync(Kinds.App, null, null, null, cancel);
        var others = all.Where(a => name is null || a.Name == name).Select(a => a.Scope).Distinct().ToList();
        return others.Count == 0 ? null : $"{(name is null ? "There are apps" : "It is")} in {string.Join(", ", others)}: add -e {others[0]}.";
    }
}
