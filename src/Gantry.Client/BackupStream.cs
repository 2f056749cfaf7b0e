using System.Globalization;
using Gantry.Client.Http;

namespace Gantry.Client;

/// <summary>A backup on its way. Reading it throws when the platform goes away.</summary>
public sealed class BackupStream : IDisposable
{
    private readonly Exchange _answer;

    internal BackupStream(Exchange answer) => _answer = answer;

    /// <summary>The archive, unencrypted.</summary>
    public Stream Content => _answer.Content;

    /// <summary>The newest event in it.</summary>
    public long Revision => long.Parse(Header("Gantry-Revision"), CultureInfo.InvariantCulture);

    /// <summary>That event's hash.</summary>
    public string Head => Header("Gantry-Head");
    public int Resources => int.Parse(Header("Gantry-Resources"), CultureInfo.InvariantCulture);

    public void Dispose() => _answer.Dispose();

    private string Header(string name) => _answer.Head[name] ?? throw new InvalidDataException($"The platform's answer has no {name}.");
}
