using System.Text.Json.Serialization;
using Gantry.Resources.Registries;

namespace Gantry.Registry.Logins;

/// <summary>How sign-ins are written before they are sealed.</summary>
[JsonSerializable(typeof(Dictionary<string, RegistryLogin>))]
internal sealed partial class LoginsJson : JsonSerializerContext;
