using System.Security.Cryptography;
using System.Text;
using ConnectNow.Joining;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Telemetry;
using Microsoft.AspNetCore.DataProtection;

namespace ConnectNow.WebFrontend.Operator;

/// <summary>
/// Takes the operator's token, slowly where it is guessed, and gives out in its place what a cookie may hold: sealed with the keys that all frontends
/// share, good for a few hours and for this token alone.
/// </summary>
internal sealed class OperatorSession(OperatorToken token, IDataProtectionProvider protection, IGrainFactory grains, SecurityEvents events)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    private const int FreeTries = 5;

    private readonly ITimeLimitedDataProtector _seal = protection.CreateProtector("ConnectNow.Operator").ToTimeLimitedDataProtector();

    /// <summary>Null when it is the token; else why not, and whether to wait.</summary>
    public async Task<Refusal?> TryAsync(HttpContext http, string? given)
    {
        var throttle = grains.GetGrain<IThrottleGrain>($"operator/{Secrets.Hash(RateLimits.AddressOf(http))}");
        var take = await throttle.Take(FreeTries);
        if (take.Wait is { } wait) return new Refusal(Reason.TooManyTries) { RetryAfter = wait };
        if (token.Is(given))
        {
            await throttle.Forget();
            return null;
        }

        events.OperatorRefused();
        return new Refusal(Reason.NotAllowed);
    }

    /// <summary>Something to know the operator by later.</summary>
    public string Begin()
    {
        events.OperatorSignedIn();
        return _seal.Protect(token.Fingerprint, Lifetime);
    }

    public bool IsGood(string session)
    {
        try
        {
            return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(_seal.Unprotect(session)), Encoding.UTF8.GetBytes(token.Fingerprint));
        }
        catch (CryptographicException)
        {
            // Not ours, or over.
            return false;
        }
    }
}
