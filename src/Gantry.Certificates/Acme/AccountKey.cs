using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gantry.Certificates.Acme;

/// <summary>Signs what the account says (RFC 8555, 6.2), with ECDSA on P-256.</summary>
internal sealed class AccountKey(ECDsa key) : IDisposable
{
    private readonly JsonWebKey web = Web(key);

    /// <summary>What a challenge is answered with (RFC 8555, 8.1).</summary>
    public string Answer(string token) =>
        $"{token}.{Base64Url.EncodeToString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(web, AcmeJson.Default.JsonWebKey)))}";

    /// <param name="account">Where the account is; null: it is not known yet, and the key itself goes with it.</param>
    /// <param name="payload">JSON; empty: nothing is said and something asked for.</param>
    public byte[] Sign(string url, string nonce, string? account, ReadOnlySpan<byte> payload)
    {
        var header = new JwsHeader("ES256", nonce, url, account is null ? web : null, account);
        var said = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(header, AcmeJson.Default.JwsHeader));
        var body = Base64Url.EncodeToString(payload);
        var signature = key.SignData(Encoding.ASCII.GetBytes($"{said}.{body}"), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return JsonSerializer.SerializeToUtf8Bytes(new Jws(said, body, Base64Url.EncodeToString(signature)), AcmeJson.Default.Jws);
    }

    public void Dispose() => key.Dispose();

    private static JsonWebKey Web(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonWebKey("P-256", "EC", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
    }
}
