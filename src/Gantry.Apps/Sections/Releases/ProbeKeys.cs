using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Releases;

internal static class ProbeKeys
{
    /// <summary>A probe while it is read; its kind follows from the other keys where it is not said.</summary>
    internal sealed class ProbeDraft
    {
        public ProbeKind? Kind { get; set; }
        public string? Path { get; set; }
        public bool HasPort { get; set; }
        public IReadOnlyList<string>? Command { get; set; }
        public ProbeDefinition Is { get; set; } = new() { Kind = ProbeKind.Tcp };
    }

    private static readonly IReadOnlyDictionary<string, ProbeKind> Kinds = new SortedDictionary<string, ProbeKind>(StringComparer.Ordinal)
    {
        ["exec"] = ProbeKind.Exec, ["http"] = ProbeKind.Http, ["none"] = ProbeKind.None, ["tcp"] = ProbeKind.Tcp,
    };

    public static readonly Section<ProbeDraft> Section = new Section<ProbeDraft>("a probe", "services.<name>.x-gantry.probe")
        .Takes("kind", "http, tcp, exec or none. Without it: exec with a command, http with a path, else tcp.", (d, v) => d.Kind = v.Choice(Kinds))
        .Takes("path", "For http: requested by GET; an answer from 200 to 399 is ready.", ReadPath)
        .Takes("port", "For http and tcp; the service's only port without it.", (d, v) => { if (v.Whole(1, 65535) is { } port) { d.Is = d.Is with { Port = port }; d.HasPort = true; } })
        .Takes("command", "For exec: runs in the container; exit code 0 is ready.", (d, v) => d.Command = v.Command())
        .Takes("interval", "5 s without it.", (d, v) => { if (v.Positive() is { } time) d.Is = d.Is with { Interval = time }; })
        .Takes("timeout", "2 s without it.", (d, v) => { if (v.Positive() is { } time) d.Is = d.Is with { Timeout = time }; })
        .Takes("settle", "For none: how long the process must stay up; 1 s without it.", (d, v) => { if (v.Duration() is { } time) d.Is = d.Is with { Settle = time }; });

    public static void Read(ServiceDraft service, Value value)
    {
        var draft = new ProbeDraft();
        Section.Read(value, draft);
        var kind = draft.Kind ?? (draft.Command is not null ? ProbeKind.Exec : draft.Path is not null ? ProbeKind.Http : ProbeKind.Tcp);
        if (kind == ProbeKind.Exec && draft.Command is not { Count: > 0 }) Unfit(value, "A probe of kind exec needs a 'command'.", "Write the program and its arguments.");
        if (kind != ProbeKind.Exec && draft.Command is not null) Unfit(value, "Only a probe of kind exec has a 'command'.", "Remove the command, or write 'kind: exec'.");
        if (kind != ProbeKind.Http && draft.Path is not null) Unfit(value, "Only a probe of kind http has a 'path'.", "Remove the path, or write 'kind: http'.");
        if (kind is ProbeKind.Exec or ProbeKind.None && draft.HasPort) Unfit(value, "Only probes of kind http and tcp have a 'port'.", "Remove the port, or write 'kind: tcp'.");
        var probe = draft.Is with { Kind = kind, Path = draft.Path ?? "/", Command = draft.Command ?? [] };
        service.Is = service.Is with { Rollout = service.Is.Rollout with { Probe = probe } };
    }

    private static void ReadPath(ProbeDraft draft, Value value)
    {
        if (value.Word() is not { } path) return;
        draft.Path = path;
        if (!path.StartsWith('/') || path.Any(c => c is ' ' or '#' || c > '~')) value.Refuse("compose.bad-probe", $"{value.Shown} is not the path of a request.", "Begin it with '/', and escape special characters.");
    }

    private static void Unfit(Value probe, string message, string help) => probe.RefuseKey("compose.bad-probe", message, help);
}
