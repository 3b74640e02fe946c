using Azure.Identity;

namespace ConnectNow.Rollout;

/// <summary>The login of azd, which calls this program.</summary>
public static class AzdLogin
{
    /// <summary>azd may look for a newer version of itself before it gives a token: the 13 seconds of the SDK are too few for that.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <param name="tenant">The tenant that the subscription is in; without one azd takes that of the login, which can be another.</param>
    public static AzureDeveloperCliCredentialOptions Options(string? tenant) => new() { TenantId = tenant, ProcessTimeout = Timeout };
}
