using System.Net;

namespace Gantry.Edge.Mirror;

/// <summary>A place that gets copies, and how it fares with them.</summary>
internal sealed record MirrorAim(IPEndPoint At, MirrorHealth Health);
