using Microsoft.Security.AntiSSRF;

namespace ConnectNow.Providers.Push;

/// <summary>
/// Calls that reach public addresses alone: a name is looked up once, and no connection is made when it leads to this machine, into a
/// private network, or to a service of the platform (ASVS 5.0, 1.3.6).
/// </summary>
internal static class PublicAddresses
{
    public static AntiSSRFPolicy Policy() => new(PolicyConfigOptions.ExternalOnlyLatest) { AddXFFHeader = false };

    /// <summary>Over TLS, following no redirect, keeping no cookie.</summary>
    public static AntiSSRFHandler Handler(PushSenderOptions options, AntiSSRFPolicy? policy = null)
    {
        var handler = (policy ?? Policy()).GetHandler();
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.ConnectTimeout = options.Timeout;
        handler.MaxConnectionsPerServer = 16;
        handler.MaxResponseHeadersLength = 16;
        // Bodies are not read: a connection on which one is still coming is closed.
        handler.ResponseDrainTimeout = TimeSpan.Zero;
        handler.PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1);
        // Names of push services come to mean other machines.
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(15);
        return handler;
    }
}
