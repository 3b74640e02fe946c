using ConnectNow.Chats;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>What frontends that follow a chat are told.</summary>
public sealed class FollowingTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service _service = fixture.Service;

    [Fact]
    public async Task A_frontend_with_a_lease_gets_every_event_once_and_in_order()
    {
        var (_, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        var frontend = new Frontend(_service, chatId);
        var lease = (await frontend.Lease()).Value!;

        await Task.WhenAll(Enumerable.Range(0, 200).Select(n => _service.Chat(chatId).Send(alice, $"id-{n}", "text")));

        Assert.Equal(1, lease.LastSeq);
        Assert.Equal(Enumerable.Range(2, 200).Select(n => (long)n), (await frontend.Events(200)).Select(chatEvent => chatEvent.Seq));
    }

    [Fact]
    public async Task Who_joins_comes_with_their_record()
    {
        var (_, chatId) = await _service.NewChat();
        var frontend = new Frontend(_service, chatId);
        await frontend.Lease();

        var alice = await _service.Join(chatId, "Alice");

        var frame = await frontend.Next(frame => frame.Events.Length > 0);
        Assert.Equal(EventKind.Joined, frame.Events.Single().Kind);
        Assert.Equal(alice.ParticipantId, frame.People.Single().Id);
    }

    [Fact]
    public async Task Presence_is_the_sum_over_frontends_and_ends_with_the_last_connection()
    {
        var (_, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        var one = new Frontend(_service, chatId);
        var two = new Frontend(_service, chatId);
        await one.Lease();

        await two.Lease(alice.ParticipantId!);
        var came = (await one.Next(frame => frame.Presence.Length > 0)).Presence.Single();
        await one.Lease(alice.ParticipantId!);
        await two.Release();
        Assert.Equal([alice.ParticipantId!], (await _service.Chat(chatId).Open(alice, null)).Value!.Here);
        await one.Lease();
        var went = (await one.Next(frame => frame.Presence.Length > 0)).Presence.Single();

        Assert.Equal((alice.ParticipantId, true), (came.ParticipantId, came.Here));
        Assert.Equal((alice.ParticipantId, false), (went.ParticipantId, went.Here));
        Assert.NotNull(went.LastSeen);
        Assert.Equal(went.LastSeen, (await _service.Chat(chatId).People(alice)).Value.Single().LastSeen);
    }

    [Fact]
    public async Task A_dead_frontend_is_forgotten_with_those_who_were_here_through_it()
    {
        var (_, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        var dead = new Frontend(_service, chatId);
        await dead.Lease(alice.ParticipantId!);

        _service.Time.Advance(LeaseTimes.Duration);

        // The chat looks after its leases every few seconds of real time.
        await Until(async () => (await _service.Chat(chatId).Open(alice, null)).Value!.Here.IsEmpty);
    }

    [Fact]
    public async Task Read_marks_travel_never_go_back_and_survive_a_new_activation()
    {
        var (_, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        var bob = await _service.Join(chatId, "Bob");
        var frontend = new Frontend(_service, chatId);
        await frontend.Lease();

        await _service.Chat(chatId).Read(alice, 1);
        await _service.Chat(chatId).Read(alice, 2);
        await _service.Chat(chatId).Read(alice, 1);
        var mark = (await frontend.Next(frame => frame.Reads.Length > 0)).Reads.Single();

        Assert.Equal((alice.ParticipantId, 2), (mark.ParticipantId, mark.UpTo));
        await Until(async () =>
        {
            // A twin knows only what storage holds.
            await using var twin = await _service.StartTwin();
            return (await twin.Chat(chatId).People(bob)).Value.Single(person => person.Id == alice.ParticipantId).ReadUpTo == 2;
        });
    }

    [Fact]
    public async Task An_erased_chat_says_so_and_is_gone()
    {
        var (companyId, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        var frontend = new Frontend(_service, chatId);
        await frontend.Lease();

        Assert.Equal(Reason.NotAllowed, (await _service.Chat(chatId).Erase(alice)).Refusal!.Reason);
        Assert.False((await _service.Chat(chatId).Erase(Caller.Company(companyId))).IsRefused);

        await frontend.Next(frame => frame.Erased);
        Assert.Equal(Reason.NotInChat, (await _service.Chat(chatId).Open(alice, null)).Refusal!.Reason);
        Assert.Equal(Reason.NotFound, (await frontend.Lease()).Refusal!.Reason);
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(120);
        while (!await holds()) Assert.True(DateTime.UtcNow < deadline, "Not within 120 s.");
    }
}
