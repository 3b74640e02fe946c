using ConnectNow.Grains.Chats.Notifications;
using ConnectNow.Notifications;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNow.Grains.Tests.Chats.Notifications;

/// <summary>How fast talk becomes few notifications.</summary>
public sealed class NotificationBatcherTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly NotificationBatcher _batcher;

    public NotificationBatcherTests() => _batcher = new NotificationBatcher(_time, Interval);

    [Fact]
    public void The_first_word_goes_at_once()
    {
        _batcher.Add("alice", 7, mentioned: false);

        Assert.Equal(TimeSpan.Zero, _batcher.Wait);
        Assert.Equal([("alice", new NewMessages(7, 7))], _batcher.Take());
        Assert.Null(_batcher.Wait);
    }

    [Fact]
    public void What_follows_within_the_interval_becomes_one_note()
    {
        _batcher.Add("alice", 1, mentioned: false);
        _batcher.Take();
        _time.Advance(TimeSpan.FromSeconds(1));

        _batcher.Add("alice", 2, mentioned: true);
        _batcher.Add("alice", 3, mentioned: false);

        Assert.Empty(_batcher.Take());
        Assert.Equal(TimeSpan.FromSeconds(4), _batcher.Wait);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal([("alice", new NewMessages(2, 3) { Mentioned = true })], _batcher.Take());
    }

    [Fact]
    public void A_thousand_people_and_fifty_messages_a_second_make_one_note_a_person_and_interval()
    {
        var batch = 0;
        for (long seq = 1; seq <= 50 * 20; seq++)
        {
            for (var person = 0; person < 1_000; person++) _batcher.Add($"{person}", seq, mentioned: false);
            batch += _batcher.Take().Count;
            _time.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal(1_000 * 20 / 5, batch);
    }

    [Fact]
    public void People_do_not_hold_each_other_up()
    {
        _batcher.Add("alice", 1, mentioned: false);
        _batcher.Take();

        _batcher.Add("bob", 2, mentioned: false);
        _batcher.Add("alice", 2, mentioned: false);

        Assert.Equal([("bob", new NewMessages(2, 2))], _batcher.Take());
        Assert.Equal(Interval, _batcher.Wait);
    }

    [Fact]
    public void Whoever_has_been_told_long_ago_takes_no_room()
    {
        _batcher.Add("alice", 1, mentioned: false);
        _batcher.Take();
        _time.Advance(Interval);
        _batcher.Take();

        _batcher.Add("alice", 2, mentioned: false);

        Assert.Single(_batcher.Take());
    }
}
