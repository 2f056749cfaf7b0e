using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gantry.Trust.Sbom.Formats;

/// <summary>What both formats need.</summary>
internal static class BillWriter
{
    public static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same bill has the same identity.</summary>
    public static Guid Identity(SoftwareBill bill)
    {
        var text = new StringBuilder(bill.Subject).Append('\n').Append(bill.Digest).Append('\n');
        foreach (var component in bill.Components) text.Append(PackageUrl.Write(component, bill.Distribution)).Append(' ').Append(component.Layer).Append(' ').Append(component.Path).Append('\n');
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    public static string Time(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
