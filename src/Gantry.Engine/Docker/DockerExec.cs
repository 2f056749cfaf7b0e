using System.Text;
using Gantry.Engine.Docker.Wire;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Engine.Docker;

/// <summary>Runs a command inside a container: made, started, its output read to the end, then asked how it ended.</summary>
internal sealed class DockerExec(DockerApi api)
{
    public async Task<Outcome<ExecResult>> RunAsync(string id, HookDefinition what, TimeSpan timeout, CancellationToken cancel)
    {
        var body = DockerApi.Json(new ExecCreateJson
        {
            Cmd = what.Command,
            User = what.User,
            WorkingDir = what.WorkingDir,
            Env = what.Environment?.Select(e => $"{e.Key}={e.Value}").ToList(),
        }, DockerJson.Default.ExecCreateJson);
        var made = await api.CallAsync(HttpMethod.Post, $"containers/{id}/exec", body, DockerJson.Default.IdJson, cancel);
        if (made.Failed) return DockerProblems.From(id, made.Status, made.Message);

        using var deadline = new CancellationTokenSource(timeout, api.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        var output = new StringBuilder();
        try
        {
            var start = DockerApi.Json(new ExecStartJson(), DockerJson.Default.ExecStartJson);
            using var response = await api.OpenAsync(HttpMethod.Post, $"exec/{made.Value!.Id}/start", start, timeout, both.Token);
            if (!response.IsSuccessStatusCode)
            {
                var message = await api.MessageAsync(response, both.Token);
                return NotStarted(message) is { } shell ? shell : DockerProblems.From(id, (int)response.StatusCode, message);
            }
            var stream = await response.Content.ReadAsStreamAsync(both.Token);
            await api.GuardAsync(() => CollectAsync(stream, output, both.Token), both.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return new ExecResult(null, output.ToString());
        }
        var ended = await api.CallAsync(HttpMethod.Get, $"exec/{made.Value!.Id}/json", null, DockerJson.Default.ExecJson, cancel);
        if (ended.Failed) return DockerProblems.From(id, ended.Status, ended.Message);
        return new ExecResult(ended.Value!.ExitCode, output.ToString());
    }

    private static async Task<bool> CollectAsync(Stream stream, StringBuilder output, CancellationToken cancel)
    {
        await foreach (var (_, bytes) in FrameReader.ReadAsync(stream, cancel))
        {
            var text = Encoding.UTF8.GetString(bytes);
            output.Append(text, 0, Math.Min(text.Length, ExecResult.MaxOutput - output.Length));
        }
        return true;
    }

    // Some engines answer with an error where others say 126 or 127.
    private static ExecResult? NotStarted(string message) => DockerProblems.From("", 0, message).Code switch
    {
        EngineCodes.CommandNotFound => new ExecResult(127, message),
        EngineCodes.CommandNotExecutable or EngineCodes.WrongArchitecture => new ExecResult(126, message),
        _ => null,
    };
}
