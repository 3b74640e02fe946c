using System.Collections.Immutable;
using ConnectNow.Joining;

namespace ConnectNow.Accounts;

/// <summary>
/// One person across chats, known by the address: which chats the address is in, and signing in to all of them by a code.
/// Key: <see cref="ConnectNow.Sealing.Seal.NameOf"/> of the normalised address, which tells nobody whose it is.
/// </summary>
[Alias("connectnow.account")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>Notes that the address belongs to a participant of a chat. Doing it again changes nothing.</summary>
    [Alias("remember")] Task Remember(string email, string chatId, string participantId);

    /// <summary>
    /// Mails a sign-in code if the address is in any chat; the caller can't tell. Codes are bound to <paramref name="session"/>
    /// and limited as in joining. Refusals: <see cref="Reason.TooManyCodes"/>.
    /// </summary>
    [Alias("mail-code")] Task<Answer<Done>> MailCode(string email, string session);

    /// <summary>
    /// As <see cref="MailCode"/>, with what the frontend knows of the caller. An address in no chat is answered, counted and forgotten as
    /// any other, from memory alone. Refusal: <see cref="Reason.TooManyCodes"/>, when none may be mailed and none that was works here.
    /// </summary>
    [Alias("ask-for-code")] Task<Answer<Done>> AskForCode(CodeAsk ask);

    /// <summary>
    /// Checks the code and signs a device in to every chat in which the address is proven. For the others there are <see cref="Offers"/>.
    /// </summary>
    [Alias("sign-in")] Task<Answer<ImmutableArray<SignedIn>>> SignIn(string session, string code, string device);

    /// <summary>
    /// The chats that a person has joined with this address without showing that it is theirs, for a session that has just signed in: its
    /// person says which of them are theirs. None for any other session.
    /// </summary>
    [Alias("offers")] Task<ImmutableArray<OfferedChat>> Offers(string session);

    /// <summary>
    /// Signs a device in to chats that were offered: the address is proven there from now on, and sessions that used it before are signed
    /// out. Refusal: <see cref="Reason.SessionExpired"/>.
    /// </summary>
    [Alias("accept")] Task<Answer<ImmutableArray<SignedIn>>> Accept(string session, ImmutableArray<string> chatIds, string device);
}

/// <summary>A device signed in to one chat.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.signed-in")]
public sealed record SignedIn(
    [property: Id(0)] string ChatId,
    [property: Id(1)] string ParticipantId,
    [property: Id(2)] string DeviceSecret);

/// <summary>A chat that a person joined with an address without showing that it is theirs.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.offered-chat")]
public sealed record OfferedChat(
    [property: Id(0)] string ChatId,
    [property: Id(1)] string ChatName,
    [property: Id(2)] string CompanyName,
    [property: Id(3)] string PersonName);
