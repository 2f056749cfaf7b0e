using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gantry.Resources.Api;

namespace Gantry.Cli.Commands.Policies;

/// <summary>Documents of <c>policy</c> and <c>explain</c>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PolicyView))]
[JsonSerializable(typeof(IReadOnlyList<ReleaseVerdict>))]
[JsonSerializable(typeof(AdmissionAnswer))]
internal sealed partial class PolicyJson : JsonSerializerContext
{
    /// <summary>For people and jq: quotes and arrows stay what they are.</summary>
    public static PolicyJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
