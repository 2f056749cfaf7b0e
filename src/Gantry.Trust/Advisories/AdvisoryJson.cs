using System.Text.Json.Serialization;
using Gantry.Trust.Decisions.Advisories;

namespace Gantry.Trust.Advisories;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Advisory))]
[JsonSerializable(typeof(Affected))]
internal sealed partial class AdvisoryJson : JsonSerializerContext;
