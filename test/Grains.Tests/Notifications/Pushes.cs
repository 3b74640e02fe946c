using System.Collections.Concurrent;
using ConnectNow.Grains.Notifications;

namespace ConnectNow.Grains.Tests.Notifications;

/// <summary>All push services there are: they take everything and keep it.</summary>
public sealed class Pushes : IPushSender
{
    /// <summary>Short, so that tests are; longer than what they do in between takes.</summary>
    public static readonly TimeSpan ReadingTime = TimeSpan.FromSeconds(2);

    /// <inheritdoc cref="ReadingTime"/>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<PushMessage> _taken = new();

    public Func<PushMessage, PushOutcome> Answer { get; set; } = _ => new PushOutcome(PushResult.Delivered);

    public Task<PushOutcome> SendAsync(PushMessage message, string authorization, CancellationToken cancellationToken = default)
    {
        _taken.Enqueue(message);
        return Task.FromResult(Answer(message));
    }

    /// <summary>What came to an endpoint.</summary>
    public IReadOnlyList<PushMessage> To(string endpoint) => [.. _taken.Where(message => message.Endpoint.AbsoluteUri == endpoint)];
}
