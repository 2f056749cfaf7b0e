using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Certificates.Acme;

/// <summary>RFC 8555, 7.1.1.</summary>
internal sealed record AcmeDirectory(string NewNonce, string NewAccount, string NewOrder);

/// <summary>RFC 8555, 7.3.</summary>
internal sealed record AcmeAccount(bool? TermsOfServiceAgreed = null, IReadOnlyList<string>? Contact = null);

internal sealed record AcmeIdentifier(string Type, string Value);

internal sealed record AcmeNewOrder(IReadOnlyList<AcmeIdentifier> Identifiers);

/// <summary>RFC 8555, 7.1.3.</summary>
internal sealed record AcmeOrder(string Status, IReadOnlyList<string>? Authorizations, string? Finalize, string? Certificate, AcmeProblem? Error);

/// <summary>RFC 8555, 7.1.4.</summary>
internal sealed record AcmeAuthorization(string Status, IReadOnlyList<AcmeChallenge>? Challenges);

/// <summary>RFC 8555, 8.</summary>
internal sealed record AcmeChallenge(string? Type, string? Url, string? Token, string? Status, AcmeProblem? Error);

/// <summary>RFC 8555, 7.4.</summary>
internal sealed record AcmeFinalize(string Csr);

/// <summary>RFC 7807.</summary>
internal sealed record AcmeProblem(string? Type, string? Detail, IReadOnlyList<AcmeProblem>? Subproblems = null);

/// <summary>RFC 7517, in the order that a thumbprint wants (RFC 7638).</summary>
internal sealed record JsonWebKey(string Crv, string Kty, string X, string Y);

internal sealed record JwsHeader(string Alg, string Nonce, string Url, JsonWebKey? Jwk = null, string? Kid = null);

internal sealed record Jws(string Protected, string Payload, string Signature);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AcmeDirectory))]
[JsonSerializable(typeof(AcmeAccount))]
[JsonSerializable(typeof(AcmeNewOrder))]
[JsonSerializable(typeof(AcmeOrder))]
[JsonSerializable(typeof(AcmeAuthorization))]
[JsonSerializable(typeof(AcmeFinalize))]
[JsonSerializable(typeof(AcmeProblem))]
[JsonSerializable(typeof(JwsHeader))]
[JsonSerializable(typeof(JsonWebKey))]
[JsonSerializable(typeof(Jws))]
internal sealed partial class AcmeJson : JsonSerializerContext;
