using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;

namespace Gantry.Apps.Sections.Releases;

/// <summary><c>x-gantry.traffic.mirror</c>: which requests are copied to another service.</summary>
internal static class MirrorKeys
{
    private const int All = 100;

    public static readonly Section<Draft<MirrorPolicy>> Section = new Section<Draft<MirrorPolicy>>("mirror", "services.<name>.x-gantry.traffic.mirror")
        .Takes("to", "The service of this app that gets the copies, on the same port. What it answers is thrown away.", (d, v) => { if (v.Word() is { } to) d.Is = d.Is with { To = to }; })
        .Takes("share", "Per cent of the requests; 100 without it.", (d, v) => { if (v.Whole(0, All) is { } share) d.Is = d.Is with { Share = share }; })
        .Takes("methods", "Methods that are copied beside GET, HEAD and OPTIONS, such as [POST]: the service must bear them a second time.", ReadMethods)
        .Takes("body", "A request with a longer body is not copied; 64k without it, 128k at most.", ReadBody);

    public static void Read(Draft<TrafficPolicy> traffic, Value value)
    {
        var draft = new Draft<MirrorPolicy>(new MirrorPolicy(""));
        var errors = value.Context.Problems.Errors;
        Section.Read(value, draft);
        if (draft.Is.To.Length > 0) traffic.Is = traffic.Is with { Mirror = draft.Is };
        else if (value.Context.Problems.Errors == errors) value.Refuse("compose.missing-key", "'mirror' does not say who gets the copies.", "Write 'to' with the name of a service of this file.");
    }

    private static void ReadMethods(Draft<MirrorPolicy> draft, Value value)
    {
        var methods = value.OneOrMore().Select(MatchKeys.Method).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        draft.Is = draft.Is with { Methods = methods };
    }

    private static void ReadBody(Draft<MirrorPolicy> draft, Value value)
    {
        if (value.Bytes() is not { } bytes) return;
        if (bytes <= SnapshotMirror.LargestBody) draft.Is = draft.Is with { Body = (int)bytes };
        else value.Refuse("compose.bad-size", $"Bodies of copies have {SnapshotMirror.LargestBody / 1024} KB at most, and {value.Shown} stands here.", "Write a size such as 64k; longer requests are served and not copied.");
    }
}
