using Gantry.Registry.Endpoints;
using Gantry.Registry.Logins;
using Gantry.Registry.Remote;
using Gantry.Resources;
using Gantry.Resources.Registries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gantry.Registry;

/// <summary>The door of the module.</summary>
public static class RegistryModule
{
    /// <summary>How long what was just pushed is left alone where nothing else is said: the longest that a push may take between two of its steps.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <param name="folder">All that the registry keeps; made where it is missing. One process at a time may have it open.</param>
    /// <exception cref="IOException">The folder cannot be made or written.</exception>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The index cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">The index is of a newer version.</exception>
    /// <param name="through">What comes from elsewhere; null: nothing.</param>
    public static ImageRegistry Open(string folder, IDeployedImages deployed, TimeProvider time, PullThroughParts? through = null) => ImageRegistry.Open(folder, deployed, time, through);

    /// <summary>A client for this and other registries.</summary>
    /// <param name="http">Follows redirects, as registries send to where bytes lie, and keeps no cookies.</param>
    /// <param name="logins">Who to be where.</param>
    public static IRegistryClient Client(HttpClient http, IRegistryLogins logins) => new RemoteRegistry(new RegistryExchange(http, new RegistryTokens(http, logins)));

    /// <summary>Tries whether a registry takes somebody. Nothing is kept.</summary>
    /// <param name="http">As that of <see cref="Client"/>.</param>
    /// <returns>Null: it does.</returns>
    public static Task<Problem?> TryAsync(HttpClient http, string host, RegistryLogin login, CancellationToken cancel) => LoginTrial.RunAsync(http, host, login, cancel);

    /// <summary>What the server that carries a registry must and must not bound.</summary>
    public static void AddRegistry(this KestrelServerOptions server)
    {
        // A layer may be as large as the disk is; each other body has a bound of its own, and each a least rate.
        server.Limits.MaxRequestBodySize = null;
        server.Limits.MaxConcurrentConnections = 1024;
        server.Limits.MaxRequestLineSize = 8 * 1024;
        server.AddServerHeader = false;
    }

    /// <summary>Answers every request with the registry.</summary>
    public static void MapRegistry(this IApplicationBuilder app, ImageRegistry registry) => app.Run(new Dispatcher(registry).AnswerAsync);
}
