using System.Globalization;

namespace Gantry.Client;

/// <summary>A backup on its way. Reading it throws when the platform goes away.</summary>
public sealed class BackupStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _answer;

    private BackupStream(HttpResponseMessage answer, Stream content) => (_answer, Content) = (answer, content);

    /// <summary>The archive, unencrypted.</summary>
    public Stream Content { get; }

    /// <summary>The newest event in it.</summary>
    public long Revision => long.Parse(Header("Gantry-Revision"), CultureInfo.InvariantCulture);

    /// <summary>That event's hash.</summary>
    public string Head => Header("Gantry-Head");
    public int Resources => int.Parse(Header("Gantry-Resources"), CultureInfo.InvariantCulture);

    internal static async Task<BackupStream> OfAsync(HttpResponseMessage answer, CancellationToken cancel) =>
        new(answer, await answer.Content.ReadAsStreamAsync(cancel));

    public ValueTask DisposeAsync()
    {
        _answer.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Header(string name) => _answer.Headers.TryGetValues(name, out var values) ? values.First() : throw new InvalidDataException($"The platform's answer has no {name}.");
}
