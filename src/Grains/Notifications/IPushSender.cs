namespace ConnectNow.Grains.Notifications;

/// <summary>Takes encrypted messages to push services (RFC 8030).</summary>
public interface IPushSender
{
    /// <summary>
    /// One attempt, bounded in time. Whatever goes wrong on the way is an outcome, not an exception. An address that
    /// <see cref="PushServices"/> does not know is never called: <see cref="PushResult.Rejected"/>.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="authorization">The value of the header <c>Authorization</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<PushOutcome> SendAsync(PushMessage message, string authorization, CancellationToken cancellationToken = default);
}

/// <summary>One message to one browser. Nobody but that browser can read <see cref="Body"/>.</summary>
public sealed record PushMessage
{
    /// <summary>A secret: with it anyone can push to the browser.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>In the content coding <c>aes128gcm</c>.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>A message that waits at the push service is replaced by the next of its topic: at most 32 base64url characters.</summary>
    public required string Topic { get; init; }

    /// <summary>Whether a device that saves power must be woken at once.</summary>
    public required bool Urgent { get; init; }

    /// <summary>How long the push service keeps it for a browser that is not there.</summary>
    public required TimeSpan TimeToLive { get; init; }
}

/// <summary>What a push service made of a message.</summary>
public enum PushResult
{
    /// <summary>The push service has it.</summary>
    Delivered,

    /// <summary>The subscription is gone: the device must be forgotten.</summary>
    Gone,

    /// <summary>Not now.</summary>
    RetryLater,

    /// <summary>Never like this.</summary>
    Rejected,
}

/// <summary>The result, and, for <see cref="PushResult.RetryLater"/>, how long the push service asks to wait.</summary>
public readonly record struct PushOutcome(PushResult Result, TimeSpan? RetryAfter = null);
