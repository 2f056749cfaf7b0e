using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Apps;
using Gantry.Resources.Platforms;
using Gantry.Resources.Policies;
using Gantry.Resources.Releases;
using Gantry.Server.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Policies;

/// <summary>Policies of environments, what they say of releases, and how it was decided about those that there are.</summary>
internal static class PolicyEndpoints
{
    /// <param name="again">Reads all evidence anew.</param>
    public static void MapPolicies(this IEndpointRouteBuilder app, IResourceStore store, Admissions admissions, Admissions again, TimeProvider time)
    {
        app.MapGet("/v1/policies/{environment}", (string environment) => Answers.Json(View(environment, Admissions.PolicyOf(store.Current, environment)), GantryJson.Default.PolicyView));
        app.MapPost("/v1/policies/{environment}", async (string environment, PolicyRequest request, CancellationToken cancel) =>
        {
            if (!IsLabel(environment)) return Answers.Problems([new Problem("environment", "policy.bad-environment", $"'{environment}' is not the name of an environment.", "Use lower-case letters, digits and '-', such as 'production'.")]);
            var revision = PolicyRevision.Of(request.Policy);
            var before = await SetAsync(store, environment, new PolicySpec { Policy = request.Policy, Revision = revision, SetBy = request.RequestedBy, SetAt = time.GetUtcNow() }, cancel);
            var refused = Verdicts(store.Current, admissions, environment, null, null, request.Policy, time.GetUtcNow()).Where(v => !v.Verdict.Allowed);
            return Answers.Json(new PolicyAnswer(revision, before, [.. refused]), GantryJson.Default.PolicyAnswer);
        });
        app.MapPost("/v1/policies/{environment}/verdicts", (string environment, VerdictRequest request) =>
        {
            var verdicts = Verdicts(store.Current, admissions, environment, request.App, request.Release, request.Policy, time.GetUtcNow()).ToList();
            return verdicts.Count == 0 && request.App is { } name
                ? Answers.Problems([new Problem(request.Release is { } number ? $"release {number}" : name, "release.not-found",
                    request.Release is null ? $"Nothing of {name} is live in {environment}." : $"There is no release {request.Release} of {name} in {environment}.", "Run `gantry history` to see those there are.")])
                : Answers.Json<IReadOnlyList<ReleaseVerdict>>(verdicts, GantryJson.Default.IReadOnlyListReleaseVerdict);
        });
        app.MapGet("/v1/admissions/{environment}/{release}", (string environment, string release) =>
        {
            var world = store.Current;
            if (world.Get(new Key(Kinds.Admission, environment, release))?.SpecAs<AdmissionSpec>() is not { } admission)
            {
                return Answers.Problems([new Problem(release, "admission.not-found", $"How it was decided about {release} in {environment} is not known.",
                    "Name a release such as shop.7; those made before there were policies have no record.")]);
            }

            var made = world.Get(ResourceNames.Release(environment, admission.App, admission.Release))?.SpecAs<ReleaseSpec>();
            return Answers.Json(new AdmissionAnswer { Admission = admission, ReplayedBy = BuildIdentity.Version, Differences = Replay.Differences(again, admission, made) }, GantryJson.Default.AdmissionAnswer);
        });
    }

    /// <summary>What is live, or the one release that is asked for.</summary>
    public static IEnumerable<ReleaseVerdict> Verdicts(World world, Admissions admissions, string environment, string? app, int? release, Policy policy, DateTimeOffset now)
    {
        var revision = PolicyRevision.Of(policy);
        return from known in world.List<AppSpec, AppStatus>(Kinds.App)
               where known.Key.Scope == environment && (app ?? known.Key.Name) == known.Key.Name
               let number = release ?? known.Status?.Live
               where number is not null
               let spec = world.Get(ResourceNames.Release(environment, known.Key.Name, number.Value))?.SpecAs<ReleaseSpec>()
               where spec is not null
               select new ReleaseVerdict(known.Key.Name, environment, number, policy.Name, revision, admissions.Verdict(world, spec, policy, now));
    }

    private static PolicyView View(string environment, PolicySpec policy) => new()
    {
        Environment = environment,
        Revision = policy.Revision,
        Policy = policy.Policy,
        SetBy = policy.SetBy.Length > 0 ? policy.SetBy : null,
        SetAt = policy.SetBy.Length > 0 ? policy.SetAt : null,
    };

    /// <returns>The revision that was in force until then. Setting the same again changes nothing.</returns>
    private static async Task<string> SetAsync(IResourceStore store, string environment, PolicySpec policy, CancellationToken cancel)
    {
        var key = ResourceNames.Policy(environment);
        while (true)
        {
            var world = store.Current;
            var before = Admissions.PolicyOf(world, environment).Revision;
            if (before == policy.Revision && world.Get(key) is not null) return before;
            var commit = await store.CommitAsync(new Transaction($"user:{policy.SetBy}",
                new PutSpec(key, policy, $"policy {policy.Policy.Name}, {PolicyRevision.Short(policy.Revision)}", world.Get(key)?.Version ?? 0)), cancel);
            if (commit.Committed) return before;
        }
    }

    private static bool IsLabel(string name) => name.Length is > 0 and <= 40 && name[0] != '-' && name[^1] != '-' && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
