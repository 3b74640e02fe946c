using System.Globalization;
using System.Text;

namespace ConnectNow.Mailing;

/// <summary>Whether mails can go to an address at all, asked where a person gives it.</summary>
public static class MailReach
{
    /// <summary>Whether an address has letters beyond ASCII before the @: then only some providers can write to it (RFC 6531).</summary>
    public static bool IsInternational(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return !Ascii.IsValid(UserOf(address));
    }

    /// <summary>
    /// Why no mail can go to an address; null when it can, and also when nobody knows: then the attempt will tell. Says nothing of whether
    /// anybody has this address.
    /// </summary>
    /// <param name="grains">Leads to the mail queue.</param>
    /// <param name="address">The address, normalised.</param>
    public static async Task<Refusal?> Check(IGrainFactory grains, string address)
    {
        ArgumentNullException.ThrowIfNull(grains);
        if (!IsInternational(address)) return null;
        try
        {
            if (await grains.GetGrain<IMailQueueGrain>(0).Reaches(address)) return null;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // An older silo that does not know the question, or one that has just died.
            return null;
        }

        return Refusal.Mistyped("email", "refusal.email.unreachable", ("letter", FirstOddLetterOf(address)));
    }

    private static ReadOnlySpan<char> UserOf(string address) => address.AsSpan(0, Math.Max(0, address.LastIndexOf('@')));

    private static string FirstOddLetterOf(string address) =>
        StringInfo.GetNextTextElement(address, address.AsSpan().IndexOfAnyExceptInRange('\0', '\x7f'));
}
