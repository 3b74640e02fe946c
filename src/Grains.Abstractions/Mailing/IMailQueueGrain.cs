using Orleans.Concurrency;

namespace ConnectNow.Mailing;

/// <summary>
/// Mails on their way to the provider: one shard of the mail queue, keyed by its number.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>When <see cref="Enqueue"/> says done the mail is durable, and is tried until the provider has answered for good or the code has
/// expired.</item>
/// <item>A mail is sent at most once, however often it is enqueued and whatever dies in between. Where it can't be known whether a provider
/// took it, and the provider can't be asked, it is not sent again.</item>
/// <item>A mail is not handed over after its code has expired, nor once a newer one of its topic has been enqueued.</item>
/// </list>
/// </remarks>
[Alias("connectnow.mail-outbox")]
public interface IMailQueueGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Done without waiting for the provider. <see cref="Reason.Unavailable"/> when so much waits already, or the provider must be left
    /// alone for so long, that the code could not be there in time: then nothing was kept.
    /// </summary>
    [Alias("enqueue")]
    Task<Answer<Done>> Enqueue(CodeMailRequest mail);

    /// <summary>
    /// Sends what is due. A round over all shards calls it now and then: a mail queue whose silo died wakes up elsewhere.
    /// </summary>
    [Alias("wake")]
    Task Wake();

    /// <summary>The provider has asked not to be called before this time, whichever shard it told.</summary>
    [Alias("pause"), OneWay]
    Task Pause(DateTimeOffset until);

    /// <summary>What is known of a mail that was put in here.</summary>
    [Alias("fate"), ReadOnly]
    Task<MailFate> Fate(Guid mail);

    /// <summary>Whether the provider can take mails to an address at all; true also when it is not known.</summary>
    [Alias("reaches"), ReadOnly]
    Task<bool> Reaches(string address);

    /// <summary>How long no mail at all goes out, because an operator has to put something right first; null: mails go out.</summary>
    [Alias("stuck"), ReadOnly]
    Task<TimeSpan?> Stuck();
}
