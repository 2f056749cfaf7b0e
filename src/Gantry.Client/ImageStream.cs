using Gantry.Client.Http;

namespace Gantry.Client;

/// <summary>An image on its way.</summary>
public sealed class ImageStream : IDisposable
{
    private readonly Exchange _answer;

    internal ImageStream(Exchange answer) => _answer = answer;

    /// <summary>As <c>docker save</c> writes it.</summary>
    public Stream Content => _answer.Content;

    public void Dispose() => _answer.Dispose();
}
