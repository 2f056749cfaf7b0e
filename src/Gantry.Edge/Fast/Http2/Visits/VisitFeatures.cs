using System.IO.Pipelines;
using System.Net;
using System.Text;
using Gantry.Edge.Listening;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Edge.Fast.Http2.Visits;

/// <summary>A request as the general lane sees it, and where it puts its answer.</summary>
internal sealed class VisitFeatures : IHttpRequestFeature, IHttpRequestBodyDetectionFeature, IRequestBodyPipeFeature, IHttpRequestLifetimeFeature, IHttpConnectionFeature
{
    private readonly CancellationTokenSource aborting = new();
    private VisitAnswer answer = null!;

    private VisitFeatures(IHeaderDictionary headers) => Headers = headers;

    public FeatureCollection All { get; } = new();
    public string Protocol { get; set; } = "HTTP/2";
    public required string Scheme { get; set; }
    public required string Method { get; set; }
    public string PathBase { get; set; } = "";
    public required string Path { get; set; }
    public required string QueryString { get; set; }
    public required string RawTarget { get; set; }
    public IHeaderDictionary Headers { get; set; }
    public Stream Body { get; set; } = Stream.Null;
    public PipeReader Reader { get; private set; } = null!;
    public required bool CanHaveBody { get; init; }
    public CancellationToken RequestAborted { get; set; }
    public string ConnectionId { get; set; } = "";
    public IPAddress? RemoteIpAddress { get; set; }
    public IPAddress? LocalIpAddress { get; set; }
    public int RemotePort { get; set; }
    public int LocalPort { get; set; }
    /// <summary>Both sides say something when they have something to say.</summary>
    public bool IsTalk => Headers.ContentType.ToString().StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase);
    public bool IsAborted => aborting.IsCancellationRequested;

    /// <param name="head">As HTTP/1.1 has it.</param>
    public static VisitFeatures Of(ReadOnlySpan<byte> head, Http2Stream stream, bool hasBody)
    {
        // As the server of the general lane has it: bytes are characters.
        var lines = Encoding.Latin1.GetString(head).Split("\r\n");
        var first = lines[0].Split(' ');
        var headers = new HeaderDictionary();
        foreach (var line in lines.Skip(1).TakeWhile(line => line.Length > 0))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Append(line[..colon], line[(colon + 2)..]);
        }
        var (target, query) = (first[1], first[1].IndexOf('?', StringComparison.Ordinal));
        var path = query < 0 ? target : target[..query];
        var features = new VisitFeatures(headers)
        {
            Scheme = stream.IsSecure ? "https" : "http",
            Method = first[0],
            Path = path.StartsWith('/') ? Decoded(path) : "",
            QueryString = query < 0 ? "" : target[query..],
            RawTarget = target,
            CanHaveBody = hasBody,
            RemoteIpAddress = stream.Session!.Client.Address,
        };
        features.RequestAborted = features.aborting.Token;
        features.All.Set(stream.Arrival);
        features.All.Set(stream.Proof);
        return features;
    }

    public void Serve(Visit visit, MeteredReader body)
    {
        Reader = body;
        Body = body.AsStream();
        answer = new VisitAnswer(visit, Method == HttpMethods.Head);
        All.Set<IHttpRequestFeature>(this);
        All.Set<IHttpRequestBodyDetectionFeature>(this);
        All.Set<IRequestBodyPipeFeature>(this);
        All.Set<IHttpRequestLifetimeFeature>(this);
        All.Set<IHttpMaxRequestBodySizeFeature>(body);
        All.Set<IHttpConnectionFeature>(this);
        All.Set<IHttpResponseFeature>(answer);
        All.Set<IHttpResponseBodyFeature>(answer);
        All.Set<IHttpResponseTrailersFeature>(answer);
    }

    public void Abort()
    {
        aborting.Cancel();
        answer.Abort();
    }

    public Task CompleteAsync() => IsAborted ? Task.CompletedTask : answer.CompleteAsync();

    /// <summary>As the server of the general lane does it: everything but the slash.</summary>
    private static string Decoded(string path) => path.Contains('%', StringComparison.Ordinal) ? PathString.FromUriComponent(path).Value! : path;
}
