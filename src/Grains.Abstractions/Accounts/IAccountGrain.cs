using System.Collections.Immutable;

namespace ConnectNow.Accounts;

/// <summary>
/// One person across chats, known by the address: which chats the address is in, and signing in to all of them by a code.
/// Key: the SHA-256 of the normalised address.
/// </summary>
[Alias("connectnow.account")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>Notes that the address belongs to a participant of a chat. Doing it again changes nothing.</summary>
    [Alias("remember")] Task Remember(string email, string chatId, string participantId);

    /// <summary>
    /// Mails a sign-in code if the address is in any chat; whoever asks can't tell. Codes are bound to <paramref name="session"/>
    /// and limited as in joining. Refusals: <see cref="Reason.TooManyCodes"/>.
    /// </summary>
    [Alias("mail-code")] Task<Answer<Done>> MailCode(string email, string session);

    /// <summary>Checks the code and signs a device in to every chat the address is in at this moment.</summary>
    [Alias("sign-in")] Task<Answer<ImmutableArray<SignedIn>>> SignIn(string session, string code, string device);
}

/// <summary>A device signed in to one chat.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.signed-in")]
public sealed record SignedIn(
    [property: Id(0)] string ChatId,
    [property: Id(1)] string ParticipantId,
    [property: Id(2)] string DeviceSecret);
