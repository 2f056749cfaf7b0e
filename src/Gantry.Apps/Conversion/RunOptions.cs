using System.Globalization;
using System.Text.Json.Nodes;
using static Gantry.Apps.Conversion.ComposeDraft;

namespace Gantry.Apps.Conversion;

/// <summary>The options of <c>docker run</c> and the compose keys that they stand for.</summary>
internal static class RunOptions
{
    /// <summary>What an option does to a service; the text is null for a flag.</summary>
    internal delegate void Apply(ComposeDraft draft, JsonObject service, string text);

    private static readonly Dictionary<char, string> Short = new()
    {
        ['d'] = "detach", ['i'] = "interactive", ['t'] = "tty", ['p'] = "publish", ['P'] = "publish-all", ['v'] = "volume", ['e'] = "env", ['w'] = "workdir", ['u'] = "user",
        ['h'] = "hostname", ['l'] = "label", ['m'] = "memory", ['c'] = "cpu-shares", ['q'] = "quiet",
    };

    private static readonly Dictionary<string, Apply> Flags = new(StringComparer.Ordinal)
    {
        ["detach"] = Nothing, ["quiet"] = Nothing, ["sig-proxy"] = Nothing,
        ["rm"] = Left("'--rm' is left out: containers are replaced with each release, and the old ones removed."),
        ["interactive"] = Set("stdin_open", true), ["tty"] = Set("tty", true), ["privileged"] = Set("privileged", true), ["read-only"] = Set("read_only", true), ["init"] = Set("init", true),
        ["oom-kill-disable"] = Set("oom_kill_disable", true),
        ["no-healthcheck"] = (_, s, _) => Map(s, "healthcheck")["disable"] = true,
        ["publish-all"] = Left("'-P' is left out: publish the ports that should be open one by one."),
    };

    private static readonly Dictionary<string, Apply> Values = new(StringComparer.Ordinal)
    {
        ["publish"] = (d, s, t) => Port(d, s, t), ["volume"] = Volume, ["mount"] = Mount, ["env"] = Environment, ["label"] = Pair("labels"), ["sysctl"] = Pair("sysctls"),
        ["env-file"] = List("env_file"), ["expose"] = List("expose"), ["cap-add"] = List("cap_add"), ["cap-drop"] = List("cap_drop"), ["security-opt"] = List("security_opt"),
        ["device"] = List("devices"), ["dns"] = List("dns"), ["dns-search"] = List("dns_search"), ["dns-option"] = List("dns_opt"), ["add-host"] = List("extra_hosts"), ["group-add"] = List("group_add"),
        ["tmpfs"] = List("tmpfs"), ["workdir"] = Text("working_dir"), ["user"] = Text("user"), ["hostname"] = Text("hostname"), ["domainname"] = Text("domainname"), ["restart"] = Text("restart"),
        ["entrypoint"] = (_, s, t) => s["entrypoint"] = new JsonArray(ComposeDraft.Escape(t)), ["memory"] = Text("mem_limit"), ["memory-reservation"] = Text("mem_reservation"), ["memory-swap"] = Text("memswap_limit"),
        ["cpus"] = Text("cpus"), ["cpu-shares"] = Number("cpu_shares"), ["cpuset-cpus"] = Text("cpuset"), ["pids-limit"] = Number("pids_limit"), ["shm-size"] = Text("shm_size"),
        ["stop-signal"] = Text("stop_signal"), ["stop-timeout"] = (_, s, t) => s["stop_grace_period"] = $"{t}s", ["platform"] = Text("platform"), ["pull"] = Text("pull_policy"), ["runtime"] = Text("runtime"),
        ["ipc"] = Text("ipc"), ["pid"] = Text("pid"), ["uts"] = Text("uts"), ["userns"] = Text("userns_mode"), ["cgroupns"] = Text("cgroup"), ["oom-score-adj"] = Number("oom_score_adj"),
        ["network"] = Network, ["net"] = Network, ["ulimit"] = Ulimit, ["log-driver"] = (_, s, t) => Map(s, "logging")["driver"] = t, ["log-opt"] = LogOption,
        ["health-cmd"] = (_, s, t) => Map(s, "healthcheck")["test"] = new JsonArray("CMD-SHELL", ComposeDraft.Escape(t)),
        ["health-interval"] = Health("interval"), ["health-timeout"] = Health("timeout"), ["health-start-period"] = Health("start_period"), ["health-retries"] = (_, s, t) => Map(s, "healthcheck")["retries"] = Whole(t),
        ["name"] = Nothing, ["cidfile"] = Nothing, ["detach-keys"] = Nothing, ["attach"] = Nothing,
        ["network-alias"] = Left("'--network-alias' is left out: others call the service by its name; rename it, or write an alias under its networks."),
        ["link"] = Left("'--link' is left out: services of one file reach each other by their names. Add the other container as a service."),
        ["volumes-from"] = Left("'--volumes-from' is left out: name the volumes, and mount them in both services."),
        ["gpus"] = (_, s, t) => s["gpus"] = t == "all" ? JsonValue.Create("all") : new JsonArray(new JsonObject { ["count"] = Whole(t) }),
    };

    /// <summary>The full name of a one-letter option; null when there is none.</summary>
    public static string? Long(char letter) => Short.GetValueOrDefault(letter);

    public static Apply? Flag(string name) => Flags.GetValueOrDefault(name);

    public static Apply? Value(string name) => Values.GetValueOrDefault(name);

    public static IEnumerable<string> Names => Flags.Keys.Concat(Values.Keys);

    private static void Nothing(ComposeDraft draft, JsonObject service, string text)
    {
        // It says how the command behaves, and nothing of the container.
    }

    private static Apply Left(string sentence) => (d, _, _) => d.Leave(sentence);

    private static Apply Set(string key, bool value) => (_, s, t) => { if (t is not "false") s[key] = value; };

    private static Apply Text(string key) => (_, s, t) => s[key] = ComposeDraft.Escape(t);

    private static Apply Number(string key) => (_, s, t) => s[key] = Whole(t);

    private static Apply List(string key) => (_, s, t) => Items(s, key).Add((JsonNode?)ComposeDraft.Escape(t));

    private static Apply Health(string key) => (_, s, t) => Map(s, "healthcheck")[key] = t;

    private static Apply Pair(string key) => (_, s, t) =>
    {
        var pair = t.Split('=', 2);
        Map(s, key)[pair[0]] = pair.Length == 2 ? ComposeDraft.Escape(pair[1]) : "";
    };

    private static JsonNode Whole(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text);

    private static void Environment(ComposeDraft draft, JsonObject service, string text)
    {
        var pair = text.Split('=', 2);
        // Without a value it is taken from the surroundings, there as here.
        Map(service, "environment")[pair[0]] = pair.Length == 2 ? ComposeDraft.Escape(pair[1]) : null;
    }

    private static void Port(ComposeDraft draft, JsonObject service, string text)
    {
        Items(service, "ports").Add((JsonNode?)text);
        if (!text.Contains(':', StringComparison.Ordinal)) draft.Leave($"The port {text} gets no number on this machine by itself: write '8080:{text}'.");
    }

    private static void Volume(ComposeDraft draft, JsonObject service, string text)
    {
        Items(service, "volumes").Add((JsonNode?)ComposeDraft.Escape(text));
        var source = text.Split(':')[0];
        if (text.Contains(':', StringComparison.Ordinal) && source.Length > 0 && source[0] is not ('/' or '.' or '~')) draft.Volume(source);
    }

    private static void Mount(ComposeDraft draft, JsonObject service, string text)
    {
        var mount = new JsonObject { ["type"] = "volume" };
        foreach (var part in text.Split(','))
        {
            var (key, value) = part.Split('=', 2) is [var k, var v] ? (k, v) : (part, "true");
            switch (key)
            {
                case "type": mount["type"] = value; break;
                case "source" or "src": mount["source"] = value; break;
                case "target" or "dst" or "destination": mount["target"] = value; break;
                case "readonly" or "ro": mount["read_only"] = value is "true" or "1"; break;
                case "tmpfs-size": Map(mount, "tmpfs")["size"] = Whole(value); break;
                case "bind-propagation": Map(mount, "bind")["propagation"] = value; break;
                case "volume-nocopy": Map(mount, "volume")["nocopy"] = value is "true" or "1"; break;
                default: draft.Leave($"'{key}' of a mount is left out."); break;
            }
        }

        if ((string?)mount["type"] == "volume" && (string?)mount["source"] is { Length: > 0 } name) draft.Volume(name);
        Items(service, "volumes").Add((JsonNode?)mount);
    }

    private static void Network(ComposeDraft draft, JsonObject service, string text)
    {
        if (text is "bridge" or "default") return;
        if (text is "host" or "none" || text.StartsWith("container:", StringComparison.Ordinal))
        {
            service["network_mode"] = text;
            return;
        }

        Items(service, "networks").Add((JsonNode?)text);
        draft.Network(text);
    }

    private static void Ulimit(ComposeDraft draft, JsonObject service, string text)
    {
        var (name, limit) = text.Split('=', 2) is [var n, var l] ? (n, l) : (text, "-1");
        Map(service, "ulimits")[name] = limit.Split(':') is [var soft, var hard] ? new JsonObject { ["soft"] = Whole(soft), ["hard"] = Whole(hard) } : Whole(limit);
    }

    private static void LogOption(ComposeDraft draft, JsonObject service, string text)
    {
        var pair = text.Split('=', 2);
        Map(Map(service, "logging"), "options")[pair[0]] = pair.Length == 2 ? pair[1] : "";
    }
}
