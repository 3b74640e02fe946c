using ConnectNow.Grains.Notifications;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNow.Grains.Tests.Notifications;

/// <summary>What becomes of a notification when the push service does not just take it. No real time passes.</summary>
public sealed class PushDeliveryTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<string> _sent = [];
    private readonly Queue<Func<PushOutcome>> _answers = new();
    private readonly PushDelivery _delivery;
    private int _gone;

    public PushDeliveryTests()
    {
        // With nothing to switch to, what a step of the clock sets off is done when the step returns.
        SynchronizationContext.SetSynchronizationContext(null);
        _delivery = new PushDelivery(Send, () => _gone++, _time, NullLogger.Instance, _stopping.Token);
    }

    public void Dispose() => _stopping.Dispose();

    [Fact]
    public void What_is_taken_is_sent_once()
    {
        _delivery.Deliver(Message("one"));
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(["one"], _sent);
        Assert.True(_delivery.Running.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_device_that_is_gone_is_reported_and_not_tried_again()
    {
        Answers(PushResult.Gone);

        _delivery.Deliver(Message("one"));
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal((1, 1), (_sent.Count, _gone));
    }

    [Fact]
    public void What_is_rejected_is_not_tried_again()
    {
        Answers(PushResult.Rejected);

        _delivery.Deliver(Message("one"));
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal((1, 0), (_sent.Count, _gone));
    }

    [Fact]
    public void Waits_double_and_after_four_tries_it_is_dropped()
    {
        Answers(PushResult.RetryLater, PushResult.RetryLater, PushResult.RetryLater, PushResult.RetryLater);

        _delivery.Deliver(Message("one"));
        foreach (var (seconds, tries) in new[] { (2, 2), (4, 3), (8, 4) })
        {
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(tries - 1, _sent.Count);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(tries, _sent.Count);
        }

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(PushDelivery.MaxTries, _sent.Count);
        Assert.True(_delivery.Running.IsCompletedSuccessfully);
    }

    [Fact]
    public void The_push_service_says_how_long_to_wait()
    {
        _answers.Enqueue(() => new PushOutcome(PushResult.RetryLater, TimeSpan.FromSeconds(90)));

        _delivery.Deliver(Message("one"));
        _time.Advance(TimeSpan.FromSeconds(89));
        Assert.Single(_sent);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["one", "one"], _sent);
    }

    [Fact]
    public void Who_asks_for_hours_is_not_asked_again()
    {
        _answers.Enqueue(() => new PushOutcome(PushResult.RetryLater, TimeSpan.FromHours(2)));

        _delivery.Deliver(Message("one"));
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Single(_sent);
    }

    [Fact]
    public void A_newer_one_takes_the_place_of_one_that_waits_and_waits_as_long()
    {
        _answers.Enqueue(() => new PushOutcome(PushResult.RetryLater, TimeSpan.FromSeconds(30)));

        _delivery.Deliver(Message("one"));
        _time.Advance(TimeSpan.FromSeconds(10));
        _delivery.Deliver(Message("two"));
        _delivery.Deliver(Message("three"));
        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(["one"], _sent);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["one", "three"], _sent);
    }

    [Fact]
    public void A_fault_on_the_way_is_tried_again()
    {
        _answers.Enqueue(() => throw new TimeoutException("no authorisation to be had"));

        _delivery.Deliver(Message("one"));
        _time.Advance(PushDelivery.FirstWait);

        Assert.Equal(["one", "one"], _sent);
    }

    [Fact]
    public async Task Stopping_ends_the_waiting()
    {
        Answers(PushResult.RetryLater);

        _delivery.Deliver(Message("one"));
        await _stopping.CancelAsync();
        await _delivery.Running.WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);

        Assert.Single(_sent);
    }

    private void Answers(params PushResult[] results)
    {
        foreach (var result in results) _answers.Enqueue(() => new PushOutcome(result));
    }

    private Task<PushOutcome> Send(PushMessage message)
    {
        _sent.Add(message.Topic);
        return Task.FromResult(_answers.TryDequeue(out var answer) ? answer() : new PushOutcome(PushResult.Delivered));
    }

    private static PushMessage Message(string topic) => new()
    {
        Endpoint = new Uri("https://push.example.com/1"),
        Body = new byte[1],
        Topic = topic,
        Urgent = false,
        TimeToLive = TimeSpan.FromDays(1),
    };
}
