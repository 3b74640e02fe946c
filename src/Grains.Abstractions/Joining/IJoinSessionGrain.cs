using ConnectNow.Mailing;

namespace ConnectNow.Joining;

/// <summary>Where an attempt to get into a chat stands.</summary>
public enum JoinStep
{
    Password = 1,
    Who = 2,
    Code = 3,
    Joined = 4,
}

/// <summary>
/// One attempt to get into one chat: password, then who, then (only for an address the chat knows) a code. Key: the SHA-256 of a
/// secret that only the attempting browser has. Gone an hour after it began; a changed chat password ends it.
/// </summary>
/// <remarks>
/// Each step can be repeated, and answers the same when it was done before. Refusals: <see cref="Reason.WrongPassword"/>,
/// <see cref="Reason.TooManyTries"/>, <see cref="Reason.ChatClosed"/>, <see cref="Reason.ChatFull"/>, <see cref="Reason.WrongCode"/>,
/// <see cref="Reason.CodeExpired"/>, <see cref="Reason.TooManyCodes"/>, <see cref="Reason.SessionExpired"/>,
/// <see cref="Reason.InvalidField"/>.
/// </remarks>
[Alias("connectnow.join-session")]
public interface IJoinSessionGrain : IGrainWithStringKey
{
    /// <summary>Begins the attempt. Guessing is slowed per chat, per client address and per pair of both.</summary>
    [Alias("give-password")] Task<Answer<JoinProgress>> GivePassword(string chatId, string password, string clientIp);

    /// <summary>Where the attempt stands: what a reloaded page asks.</summary>
    [Alias("progress")] Task<Answer<JoinProgress>> Progress();

    [Alias("give-identity")] Task<Answer<JoinProgress>> GiveIdentity(PersonDetails person, string clientIp);

    [Alias("give-code")] Task<Answer<JoinProgress>> GiveCode(string code);

    /// <summary>Mails a fresh code; the one before it is void.</summary>
    [Alias("send-new-code")] Task<Answer<JoinProgress>> SendNewCode();

    /// <summary>As <see cref="SendNewCode"/>, and says from where it is asked.</summary>
    [Alias("send-new-code-from")] Task<Answer<JoinProgress>> SendNewCodeFrom(string clientIp);

    /// <summary>From the code back to who: another address can be given.</summary>
    [Alias("go-back")] Task<Answer<JoinProgress>> GoBack();
}

/// <summary>Who a person says they are, as typed. Checked and normalised by <see cref="Joining.Identity"/>.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.person-details")]
public sealed record PersonDetails(
    [property: Id(0)] string Name,
    [property: Id(1)] string Surname,
    [property: Id(2)] string Email);

/// <summary>What the page of a step needs.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.join-progress")]
public sealed record JoinProgress
{
    [Id(0)] public required JoinStep Step { get; init; }

    [Id(1)] public required string ChatId { get; init; }

    [Id(2)] public required string ChatName { get; init; }

    [Id(3)] public required string CompanyName { get; init; }

    /// <summary>What was typed at <see cref="JoinStep.Who"/>, to show it again.</summary>
    [Id(4)] public PersonDetails? Person { get; init; }

    /// <summary>At <see cref="JoinStep.Code"/>: the address, masked: <c>a…@example.com</c>.</summary>
    [Id(5)] public string? SentTo { get; init; }

    /// <summary>At <see cref="JoinStep.Code"/>: when a new code can be asked for.</summary>
    [Id(6)] public DateTimeOffset? ResendAt { get; init; }

    /// <summary>At <see cref="JoinStep.Joined"/>: who the person is in the chat.</summary>
    [Id(7)] public string? ParticipantId { get; init; }

    /// <summary>At <see cref="JoinStep.Joined"/>: the secret of the device just signed in. For the cookie, never for a page.</summary>
    [Id(8)] public string? DeviceSecret { get; init; }

    /// <summary>At <see cref="JoinStep.Code"/>: what is known of the mail with the code.</summary>
    [Id(20)] public MailFate Mail { get; init; }
}
