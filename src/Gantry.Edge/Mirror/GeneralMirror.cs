using System.Globalization;
using System.Net;
using System.Text;
using Gantry.Edge.Http;
using Gantry.Edge.Routing;
using Microsoft.AspNetCore.Http;

namespace Gantry.Edge.Mirror;

/// <summary>Copies the requests of the general lane.</summary>
internal sealed class GeneralMirror(Mirrors mirrors)
{
    private static readonly object Mark = new();

    /// <summary>Copies a request that is about to be sent to a replica. Calls of gRPC and changes of the protocol are not copied, and none twice.</summary>
    public void Copy(HttpContext context, ReplicaClaim claim, HttpRequestMessage message)
    {
        if (claim.Mirror is not { } target || message.Version == HttpVersion.Version20 || !context.Items.TryAdd(Mark, null)) return;
        var body = message.Content as RequestBody;
        var length = body is null ? 0 : context.Request.ContentLength ?? -1;
        var method = context.Request.Method;
        if (!target.Takes(Encoding.ASCII.GetBytes(method), length)) return;
        var head = Encoding.Latin1.GetBytes(Head(message, length));
        if (mirrors.Begin(target, claim.Port, head, length, HttpMethods.IsHead(method)) is not { } copy) return;
        if (length == 0) mirrors.Send(copy);
        else body!.CopyTo(copy, mirrors);
    }

    private static string Head(HttpRequestMessage message, long length)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{message.Method} {message.RequestUri!.PathAndQuery} HTTP/1.1\r\n");
        foreach (var (name, values) in message.Headers.NonValidated) Fields(name, values);
        if (message.Content is { } content)
        {
            foreach (var (name, values) in content.Headers.NonValidated)
            {
                if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)) Fields(name, values);
            }
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
        }
        return head.Append("\r\n").ToString();

        void Fields(string name, System.Net.Http.Headers.HeaderStringValues values)
        {
            foreach (var value in values) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }
    }
}
