using System.Security.Cryptography;
using System.Text;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Signing;

/// <summary>Somebody who signs with openssl what they write by hand: nothing of it is ours.</summary>
internal sealed class OpensslSigner(string folder, string name)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public string Public => Path.Combine(folder, name + ".pub");

    private string Private => Path.Combine(folder, name + ".key");

    public static async Task<OpensslSigner> MakeAsync(string folder, string name)
    {
        var signer = new OpensslSigner(folder, name);
        await OpensslAsync("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", signer.Private);
        await OpensslAsync("pkey", "-in", signer.Private, "-pubout", "-out", signer.Public);
        return signer;
    }

    /// <returns>Whether openssl takes the signature for one of this key.</returns>
    public static async Task<bool> VerifiesAsync(string folder, string key, byte[] content, byte[] signature)
    {
        var (file, by) = (Path.Combine(folder, "content"), Path.Combine(folder, "signature"));
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(by, signature, TestContext.Current.CancellationToken);
        await using var run = ProgramRun.Start("openssl", ["dgst", "-sha256", "-verify", key, "-signature", by, file]);
        return (await run.EndAsync(Patience)).Exit == 0;
    }

    public static byte[] Payload(string repository, string digest) =>
        Encoding.UTF8.GetBytes($$$"""{"critical":{"identity":{"docker-reference":"{{{repository}}}"},"image":{"docker-manifest-digest":"{{{digest}}}"},"type":"cosign container image signature"},"optional":null}""");

    public async Task<byte[]> SignAsync(byte[] content)
    {
        var (file, to) = (Path.Combine(folder, name + ".content"), Path.Combine(folder, name + ".signature"));
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        await OpensslAsync("dgst", "-sha256", "-sign", Private, "-out", to, file);
        return await File.ReadAllBytesAsync(to, TestContext.Current.CancellationToken);
    }

    /// <summary>A bundle of the newer layout, as cosign 3 writes it.</summary>
    public async Task<string> BundleAsync(string digest)
    {
        var statement = $$$"""{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"{{{digest[7..]}}}"}}],"predicateType":"https://sigstore.dev/cosign/sign/v1","predicate":{}}""";
        var signature = await SignAsync(Encoding.UTF8.GetBytes($"DSSEv1 28 application/vnd.in-toto+json {statement.Length} {statement}"));
        var key = Convert.FromBase64String(string.Concat((await File.ReadAllLinesAsync(Public, TestContext.Current.CancellationToken)).Where(l => !l.StartsWith('-'))));
        return $$$"""{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"publicKey":{"hint":"{{{Convert.ToBase64String(SHA256.HashData(key))}}}"}},"dsseEnvelope":{"payload":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(statement))}}}","payloadType":"application/vnd.in-toto+json","signatures":[{"sig":"{{{Convert.ToBase64String(signature)}}}"}]}}""";
    }

    private static async Task OpensslAsync(params string[] words)
    {
        await using var run = ProgramRun.Start("openssl", words);
        (await run.EndAsync(Patience)).Expect(0);
    }
}
