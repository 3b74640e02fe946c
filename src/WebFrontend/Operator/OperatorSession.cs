using System.Security.Cryptography;
using System.Text;
using ConnectNow.Joining;
using ConnectNow.Sealing;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Telemetry;
using Microsoft.AspNetCore.DataProtection;

namespace ConnectNow.WebFrontend.Operator;

/// <summary>
/// Takes the operator's token, slowly where it is guessed, and gives out in its place what a cookie may hold: sealed with the keys that all
/// frontends share, good for a few hours and for this token alone.
/// </summary>
internal sealed class OperatorSession(
    OperatorToken token, IDataProtectionProvider protection, IGrainFactory grains, Seal names, SecurityEvents events)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    private static readonly GuessLimits Tries = new() { Free = 5, Spare = 3 };

    private readonly ITimeLimitedDataProtector _seal = protection.CreateProtector("ConnectNow.Operator").ToTimeLimitedDataProtector();

    /// <summary>Null when it is the token; else why not, and whether to wait.</summary>
    public async Task<Refusal?> TryAsync(HttpContext http, string? given)
    {
        var guesses = grains.GetGrain<IGuessesGrain>($"operator/{await names.NameOf(PersonalNames.Network, ClientAddress.NetworkOf(http))}");
        var turn = await guesses.Begin(Tries);
        if (turn.Wait is { } wait) return new Refusal(Reason.TooManyTries) { RetryAfter = wait };
        var right = token.Is(given);
        await guesses.End(turn.Number, right, Tries);
        if (right) return null;

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
