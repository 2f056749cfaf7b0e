using System.Globalization;
using System.Text;
using Gantry.Edge.Decisions.Matching;
using Gantry.Edge.Routing.Rules;
using Gantry.Resources.Apps;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Edge.Http;

/// <summary>Answers that a rule says, without any replica.</summary>
internal static class RuleAnswer
{
    private const string OwnWords = "This is being worked on.\nPlease try again in a little while.\n";

    public static Task GiveAsync(HttpContext context, RuleDetail rule) =>
        rule.Rule.Maintenance is { } notice ? MaintainAsync(context, notice) : RedirectAsync(context, rule, rule.Rule.Redirect!);

    /// <summary>The target as the replica gets it, with the replacement in the place of the rule's path.</summary>
    public static string Target(HttpContext context, byte[] prefix, ReadOnlySpan<byte> replacement)
    {
        var raw = Encoding.Latin1.GetBytes(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var to = new byte[raw.Length + replacement.Length + 1];
        var length = PathRewrite.Write(raw, prefix, replacement, to);
        // What the path was found by is what came of dots in it, or it came in absolute form.
        if (length < 0)
        {
            raw = Encoding.ASCII.GetBytes(context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent());
            to = new byte[raw.Length + replacement.Length + 1];
            length = Math.Max(0, PathRewrite.Write(raw, prefix, replacement, to));
        }
        return length == 0 ? "/" : Encoding.Latin1.GetString(to, 0, length);
    }

    private static Task RedirectAsync(HttpContext context, RuleDetail rule, RouteRedirect redirect)
    {
        context.Response.StatusCode = redirect.Status;
        context.Response.Headers.Location = Target(context, rule.Prefix, Encoding.ASCII.GetBytes(redirect.To.TrimEnd('/')));
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static async Task MaintainAsync(HttpContext context, MaintenanceNotice notice)
    {
        var response = context.Response;
        var text = Encoding.UTF8.GetBytes(notice.Text.Length > 0 ? notice.Text : OwnWords);
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.ContentType = notice.Text.TrimStart().StartsWith('<') ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers[EdgeAnswer.ErrorHeader] = "maintenance";
        response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(notice.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        response.ContentLength = text.Length;
        await response.BodyWriter.WriteAsync(text);
    }
}
