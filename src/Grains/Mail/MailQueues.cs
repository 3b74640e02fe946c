using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ConnectNow.Mailing;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Grains.Mail;

/// <summary>Where grains put their mails: finds the shard, and asks once more when its silo has just died.</summary>
public sealed partial class MailQueues(IGrainFactory grains, ILogger<MailQueues> logger)
{
    /// <summary>
    /// Mails of one topic are always in the same one, so this number is part of what is stored: with another one, mails that wait
    /// would be sent anyway, but not give way to newer ones.
    /// </summary>
    public const int Shards = 8;

    /// <summary>
    /// When it is done, the mail is as safe as anything that is stored, and on its way. <see cref="Reason.Unavailable"/>: the person is
    /// better told to ask again later; a mail that was kept anyway does no harm.
    /// </summary>
    public async Task<Answer<Done>> Enqueue(CodeMailRequest mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var shard = grains.GetGrain<IMailQueueGrain>(ShardOf(mail.Topic));
        try
        {
            return await shard.Enqueue(mail);
        }
        catch (Exception fault)
        {
            LogOnceMore(fault, mail.Id);
        }

        try
        {
            // Taken already or not: by its id it is one mail.
            return await shard.Enqueue(mail);
        }
        catch (Exception fault)
        {
            LogNotTaken(fault, mail.Id);
            return Reason.Unavailable;
        }
    }

    /// <summary>What is known of a mail; <see cref="MailFate.None"/> also when nobody can be asked.</summary>
    public Task<MailFate> Fate(string topic, Guid mail) => Ask(topic, shard => shard.Fate(mail), MailFate.None);

    /// <summary>Why nobody is promised a code now: nothing goes out at all. Null when mails go out, and when nobody can be asked.</summary>
    public async Task<Refusal?> Stuck(string topic) =>
        await Ask(topic, shard => shard.Stuck(), null) is { } wait ? MailRefusal.NotNow(wait) : null;

    /// <inheritdoc cref="MailReach.Check"/>
    public Task<Refusal?> Reach(string address) => MailReach.Check(grains, address);

    private async Task<T> Ask<T>(string topic, Func<IMailQueueGrain, Task<T>> ask, T otherwise)
    {
        try
        {
            return await ask(grains.GetGrain<IMailQueueGrain>(ShardOf(topic)));
        }
        catch (Exception fault)
        {
            LogNotAsked(fault);
            return otherwise;
        }
    }

    /// <summary>The shard of a topic, the same on every silo and for good.</summary>
    public static long ShardOf(string topic)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(topic), hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash) % Shards;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Id} could not be put into the mail queue. It is tried once more.")]
    private partial void LogOnceMore(Exception fault, Guid id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A shard of the mail queue did not answer. The state of its mails is not shown.")]
    private partial void LogNotAsked(Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mail {Id} could not be put into the mail queue.")]
    private partial void LogNotTaken(Exception fault, Guid id);
}
