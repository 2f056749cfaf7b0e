using System.Text.Json;
using System.Text.Json.Serialization;
using Gantry.Resources.Api;

namespace Gantry.Client;

/// <summary>
/// Requests are only written here, so nothing is generated for reading them: a command that lives for a moment does not
/// prepare what it never needs. The form is <see cref="Gantry.Resources.GantryJson"/>'s.
/// </summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web,
    GenerationMode = JsonSourceGenerationMode.Serialization,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PlanRequest))]
[JsonSerializable(typeof(RolloutRequest))]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(TrustKeyRequest))]
[JsonSerializable(typeof(SignRequest))]
[JsonSerializable(typeof(RegistryLoginRequest))]
[JsonSerializable(typeof(AdvisorySourceRequest))]
[JsonSerializable(typeof(RegistryUpstreamRequest))]
[JsonSerializable(typeof(VerifyRequest))]
[JsonSerializable(typeof(PolicyRequest))]
[JsonSerializable(typeof(VerdictRequest))]
internal sealed partial class RequestJson : JsonSerializerContext;
