using System.Text.Json;
using System.Text.Json.Serialization;
using Gantry.Resources.Api;
using Gantry.Resources.Apps;
using Gantry.Resources.Audit;
using Gantry.Resources.Certificates;
using Gantry.Resources.Edges;
using Gantry.Resources.Images;
using Gantry.Resources.Policies;
using Gantry.Resources.Registries;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Resources.Routes;
using Gantry.Resources.Traffic;
using Gantry.Resources.Trust;

namespace Gantry.Resources;

/// <summary>How every resource and message is written: camelCase, enums by name, nulls left out. Source-generated.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AppSpec))]
[JsonSerializable(typeof(AppStatus))]
[JsonSerializable(typeof(AppDefinition))]
[JsonSerializable(typeof(ReleaseSpec))]
[JsonSerializable(typeof(ReleaseService))]
[JsonSerializable(typeof(ServiceDefinition))]
[JsonSerializable(typeof(BuildSurroundings))]
[JsonSerializable(typeof(RolloutSpec))]
[JsonSerializable(typeof(RolloutStatus))]
[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(ReplicaSpec))]
[JsonSerializable(typeof(ReplicaStatus))]
[JsonSerializable(typeof(ContainerSpec))]
[JsonSerializable(typeof(RouteSpec))]
[JsonSerializable(typeof(EdgeSpec))]
[JsonSerializable(typeof(EdgeStatus))]
[JsonSerializable(typeof(EdgeReport))]
[JsonSerializable(typeof(CertificateSpec))]
[JsonSerializable(typeof(CertificateStatus))]
[JsonSerializable(typeof(ImageSpec))]
[JsonSerializable(typeof(ImageStatus))]
[JsonSerializable(typeof(TrustKeySpec))]
[JsonSerializable(typeof(SightingSpec))]
[JsonSerializable(typeof(RegistryLoginSpec))]
[JsonSerializable(typeof(RegistryLoginRequest))]
[JsonSerializable(typeof(AdvisorySourceSpec))]
[JsonSerializable(typeof(AdvisorySourceStatus))]
[JsonSerializable(typeof(AdvisorySourceRequest))]
[JsonSerializable(typeof(IReadOnlyList<AdvisorySourceView>))]
[JsonSerializable(typeof(RegistryUpstreamSpec))]
[JsonSerializable(typeof(RegistryUpstreamRequest))]
[JsonSerializable(typeof(IReadOnlyList<RegistryUpstreamView>))]
[JsonSerializable(typeof(IReadOnlyList<RegistryLoginView>))]
[JsonSerializable(typeof(PolicySpec))]
[JsonSerializable(typeof(Policy))]
[JsonSerializable(typeof(Verdict))]
[JsonSerializable(typeof(AdmissionSpec))]
[JsonSerializable(typeof(PolicyView))]
[JsonSerializable(typeof(PolicyRequest))]
[JsonSerializable(typeof(PolicyAnswer))]
[JsonSerializable(typeof(VerdictRequest))]
[JsonSerializable(typeof(IReadOnlyList<ReleaseVerdict>))]
[JsonSerializable(typeof(AdmissionAnswer))]
[JsonSerializable(typeof(EdgeStats))]
[JsonSerializable(typeof(TrafficReading))]
[JsonSerializable(typeof(TrafficSnapshot))]
[JsonSerializable(typeof(SnapshotChange))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(IReadOnlyList<Problem>))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonNode))]
[JsonSerializable(typeof(PlanRequest))]
[JsonSerializable(typeof(PlanLine))]
[JsonSerializable(typeof(RolloutRequest))]
[JsonSerializable(typeof(RolloutAnswer))]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(IReadOnlyList<ResourceView>))]
[JsonSerializable(typeof(IReadOnlyList<WatchLine>))]
[JsonSerializable(typeof(WatchLine))]
[JsonSerializable(typeof(LogLine))]
[JsonSerializable(typeof(PlatformStatus))]
[JsonSerializable(typeof(EdgeReplaced))]
[JsonSerializable(typeof(IReadOnlyList<Checkup>))]
[JsonSerializable(typeof(IReadOnlyList<RepositorySummary>))]
[JsonSerializable(typeof(CollectionLine))]
[JsonSerializable(typeof(VulnerabilityReport))]
[JsonSerializable(typeof(IReadOnlyList<TrustKeyView>))]
[JsonSerializable(typeof(TrustKeyRequest))]
[JsonSerializable(typeof(PlatformKeyView))]
[JsonSerializable(typeof(SignRequest))]
[JsonSerializable(typeof(SignAnswer))]
[JsonSerializable(typeof(VerifyRequest))]
[JsonSerializable(typeof(VerifyAnswer))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(AuditEvent))]
[JsonSerializable(typeof(AuditHead))]
[JsonSerializable(typeof(AuditVerdict))]
public sealed partial class GantryJson : JsonSerializerContext;
