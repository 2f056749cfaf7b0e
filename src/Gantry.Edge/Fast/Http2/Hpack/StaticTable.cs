using System.Text;

namespace Gantry.Edge.Fast.Http2.Hpack;

/// <summary>The fields that both sides know from the start (RFC 7541, appendix A).</summary>
internal static class StaticTable
{
    private const string Fields =
        ":authority|:method GET|:method POST|:path /|:path /index.html|:scheme http|:scheme https|:status 200|:status 204|:status 206|:status 304|:status 400|"
        + ":status 404|:status 500|accept-charset|accept-encoding gzip, deflate|accept-language|accept-ranges|accept|access-control-allow-origin|age|allow|"
        + "authorization|cache-control|content-disposition|content-encoding|content-language|content-length|content-location|content-range|content-type|cookie|"
        + "date|etag|expect|expires|from|host|if-match|if-modified-since|if-none-match|if-range|if-unmodified-since|last-modified|link|location|max-forwards|"
        + "proxy-authenticate|proxy-authorization|range|referer|refresh|retry-after|server|set-cookie|strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate";

    private static readonly (byte[] Name, byte[] Value)[] All = [.. Fields.Split('|').Select(field => field.Split(' ', 2)).Select(parts => (Encoding.ASCII.GetBytes(parts[0]), Encoding.ASCII.GetBytes(parts.Length > 1 ? parts[1] : "")))];

    public static int Count => All.Length;

    /// <param name="index">From 1.</param>
    public static ReadOnlySpan<byte> Name(int index) => All[index - 1].Name;

    public static ReadOnlySpan<byte> Value(int index) => All[index - 1].Value;
}
