namespace ConnectNow.Participants;

/// <summary>
/// One person in one chat: the devices signed in, and the codes mailed to them. Key: <c>{chatId}/{participantId}</c>.
/// Whether the person is in the chat is not known here but by the chat, at the moment it acts.
/// </summary>
[Alias("connectnow.participant-grain")]
public interface IParticipantGrain : IGrainWithStringKey
{
    /// <summary>Signs a device in for one stay and returns its secret, which is stored only as a hash. At most 50 devices: the longest unused goes.</summary>
    [Alias("sign-in")] Task<string> SignIn(long stay, string device);

    /// <summary>The stay the secret was issued in, or null when it is not (or no longer) a device of this person.</summary>
    [Alias("authenticate")] Task<long?> Authenticate(string secret);

    /// <summary>Signs out every device.</summary>
    [Alias("sign-out-all")] Task SignOutAll();

    /// <summary>Counts one code about to be mailed to this person: at most 3 in 15 minutes and 10 in a day, durable. Refusal: <see cref="Reason.TooManyCodes"/>.</summary>
    [Alias("count-code")] Task<Answer<Done>> CountCode();

    /// <summary>Mails a code with which a program can get a token for this person.</summary>
    [Alias("mail-token-code")] Task<Answer<Done>> MailTokenCode();

    /// <summary>Checks the code of <see cref="MailTokenCode"/>. Refusals: <see cref="Reason.WrongCode"/>, <see cref="Reason.CodeExpired"/>.</summary>
    [Alias("redeem-token-code")] Task<Answer<Done>> RedeemTokenCode(string code);
}
