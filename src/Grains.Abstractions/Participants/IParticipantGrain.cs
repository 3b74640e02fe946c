using ConnectNow.Joining;
using ConnectNow.Notifications;
using Orleans.Concurrency;

namespace ConnectNow.Participants;

/// <summary>
/// One person in one chat: the devices signed in, those of them that are notified, and the codes mailed to the person. Key:
/// <c>{chatId}/{participantId}</c>. Whether the person is in the chat is not known here but by the chat, at the moment it acts.
/// </summary>
[Alias("connectnow.participant-grain")]
public interface IParticipantGrain : IGrainWithStringKey
{
    /// <summary>
    /// Signs a device in for one stay and returns its secret, which is stored only as a hash. At most 50 devices: the longest unused goes.
    /// </summary>
    [Alias("sign-in")] Task<string> SignIn(long stay, string device);

    /// <summary>The stay the secret was issued in, or null when it is not (or no longer) a device of this person.</summary>
    [Alias("authenticate")] Task<long?> Authenticate(string secret);

    /// <summary>
    /// The sealed secret that a device is known by from now on, beside the one it has, which bears no seal; null when it is no device of
    /// this person.
    /// </summary>
    [Alias("reseal")] Task<string?> Reseal(string secret);

    /// <summary>Signs out every device, and notifies none of them again.</summary>
    [Alias("sign-out-all")] Task SignOutAll();

    /// <summary>
    /// Counts one code about to be mailed to this person: at most 30 in 15 minutes and 100 in a day, durable. Refusal:
    /// <see cref="Reason.TooManyCodes"/>.
    /// </summary>
    [Alias("count-code")] Task<Answer<Done>> CountCode();

    /// <summary>Mails a code with which a program can get a token for this person.</summary>
    [Alias("mail-token-code")] Task<Answer<Done>> MailTokenCode();

    /// <summary>
    /// Checks the code of <see cref="MailTokenCode"/>. Refusals: <see cref="Reason.WrongCode"/>, <see cref="Reason.CodeExpired"/>.
    /// </summary>
    [Alias("redeem-token-code")] Task<Answer<Done>> RedeemTokenCode(string code);

    /// <summary>As <see cref="MailTokenCode"/>, with what the frontend knows of the caller: the code is theirs.</summary>
    [Alias("ask-for-token-code")] Task<Answer<Done>> AskForTokenCode(CodeAsk ask);

    /// <summary>
    /// Checks a code of <see cref="AskForTokenCode"/>: that of the session; without one, the newest asked for from the same network; else,
    /// with five tries of their own for all strangers together, the newest there is. Refusals: <see cref="Reason.WrongCode"/>,
    /// <see cref="Reason.CodeExpired"/>.
    /// </summary>
    [Alias("try-token-code")] Task<Answer<Done>> TryTokenCode(CodeTry tried);

    /// <summary>
    /// What the person wants to be notified of, and on how many devices they are. Refusal: <see cref="Reason.NotInChat"/>.
    /// </summary>
    [Alias("notifications")] Task<Answer<NotificationSettings>> Notifications(long stay);

    /// <summary>
    /// Sets the level and, where a subscription comes with it, adds the device that asks: known by its secret, and notified until it is
    /// signed out. The same endpoint again replaces. Refusals: <see cref="Reason.NotInChat"/>; <see cref="Reason.InvalidField"/> on
    /// <c>subscription</c>.
    /// </summary>
    [Alias("set-notifications")]
    Task<Answer<NotificationSettings>> SetNotifications(string secret, NotificationLevel level, PushSubscription? subscription);

    /// <summary>Stops notifying the device with this endpoint. One that is not there is done.</summary>
    [Alias("forget-push-device")] Task ForgetPushDevice(string endpoint);

    /// <summary>The chat says that there is something new. Nobody waits for what comes of it.</summary>
    [OneWay, Alias("notify")] Task Notify(NewMessages newMessages);
}
