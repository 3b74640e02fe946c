using ConnectNow.Grains.Notifications;
using ConnectNow.Notifications;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNow.Grains.Tests.Notifications;

/// <summary>How fast talk becomes few notes.</summary>
public sealed class NotificationBatcherTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly NotificationBatcher _book;

    public NotificationBatcherTests() => _book = new NotificationBatcher(_time, Interval);

    [Fact]
    public void The_first_word_goes_at_once()
    {
        _book.Add("alice", 7, mentioned: false);

        Assert.Equal(TimeSpan.Zero, _book.Wait);
        Assert.Equal([("alice", new Note(7, 7))], _book.Take());
        Assert.Null(_book.Wait);
    }

    [Fact]
    public void What_follows_within_the_interval_becomes_one_note()
    {
        _book.Add("alice", 1, mentioned: false);
        _book.Take();
        _time.Advance(TimeSpan.FromSeconds(1));

        _book.Add("alice", 2, mentioned: true);
        _book.Add("alice", 3, mentioned: false);

        Assert.Empty(_book.Take());
        Assert.Equal(TimeSpan.FromSeconds(4), _book.Wait);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal([("alice", new Note(2, 3) { Mentioned = true })], _book.Take());
    }

    [Fact]
    public void A_thousand_people_and_fifty_messages_a_second_make_one_note_a_person_and_interval()
    {
        var notes = 0;
        for (long seq = 1; seq <= 50 * 20; seq++)
        {
            for (var person = 0; person < 1_000; person++) _book.Add($"{person}", seq, mentioned: false);
            notes += _book.Take().Count;
            _time.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal(1_000 * 20 / 5, notes);
    }

    [Fact]
    public void People_do_not_hold_each_other_up()
    {
        _book.Add("alice", 1, mentioned: false);
        _book.Take();

        _book.Add("bob", 2, mentioned: false);
        _book.Add("alice", 2, mentioned: false);

        Assert.Equal([("bob", new Note(2, 2))], _book.Take());
        Assert.Equal(Interval, _book.Wait);
    }

    [Fact]
    public void Whoever_has_been_told_long_ago_takes_no_room()
    {
        _book.Add("alice", 1, mentioned: false);
        _book.Take();
        _time.Advance(Interval);
        _book.Take();

        _book.Add("alice", 2, mentioned: false);

        Assert.Single(_book.Take());
    }
}
