using ConnectNow.Chats;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>What the chat's grain promises about its timeline, on a real silo and real storage.</summary>
public sealed class TimelineTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service _service = fixture.Service;

    [Fact]
    public async Task Messages_sent_at_once_are_all_there_in_one_order_and_in_few_commits()
    {
        var (_, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        var gate = new TaskCompletionSource();
        _service.Store.Gate = gate.Task;
        var commits = _service.Store.Commits;

        var sending = Enumerable.Range(0, 300).Select(n => _service.Chat(chatId).Send(alice, $"id-{n}", $"message {n}")).ToList();
        // Calls of one client arrive in their order: when this one has been answered, all the others are there.
        await _service.Chat(chatId).Find(alice.ParticipantId!);
        gate.SetResult();
        var sent = await Task.WhenAll(sending);

        Assert.Equal(Enumerable.Range(2, 300).Select(n => (long)n), sent.Select(answer => answer.Value!.Seq).Order());
        Assert.InRange(_service.Store.Commits - commits, 1, 30);
        var events = await _service.Everything(chatId);
        Assert.Equal(Enumerable.Range(1, 301).Select(n => (long)n), events.Select(chatEvent => chatEvent.Seq));
        Assert.All(sent, (answer, n) => Assert.Equal($"message {n}", events[(int)answer.Value!.Seq - 1].Text));
    }

    [Fact]
    public async Task Sending_the_same_again_is_one_message_even_long_after()
    {
        var (_, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        var chat = _service.Chat(chatId);
        var first = (await chat.Send(alice, "first", "hello")).Value!;
        // More than the memory of one activation holds.
        for (var n = 0; n < 1_200; n += 100)
            await Task.WhenAll(Enumerable.Range(n, 100).Select(i => chat.Send(alice, $"id-{i}", "filler")));

        var mixed = await Task.WhenAll(chat.Send(alice, "new-1", "one"), chat.Send(alice, "first", "hello"), chat.Send(alice, "new-2", "two"));

        Assert.Equal((first.Seq, first.At, true), (mixed[1].Value!.Seq, mixed[1].Value!.At, mixed[1].Value!.Duplicate));
        Assert.Equal([1_203, 1_204], new[] { mixed[0].Value!.Seq, mixed[2].Value!.Seq }.Order());
        Assert.Equal(1_204, (await _service.Everything(chatId)).Count);
    }

    [Fact]
    public async Task An_answer_lost_after_the_commit_is_settled_by_asking_again()
    {
        var (_, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");

        _service.Store.FailAfter = true;
        var lost = await _service.Chat(chatId).Send(alice, "id-1", "hello");
        _service.Store.FailAfter = false;
        var again = await Eventually(() => _service.Chat(chatId).Send(alice, "id-1", "hello"));

        Assert.Equal(Reason.Unavailable, lost.Refusal!.Reason);
        Assert.True(again.Duplicate);
        Assert.Equal(2, (await _service.Everything(chatId)).Count);
    }

    [Fact]
    public async Task What_storage_refused_was_not_done_and_can_be_asked_again()
    {
        var (_, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");

        _service.Store.FailBefore = true;
        var lost = await _service.Chat(chatId).Send(alice, "id-1", "hello");
        _service.Store.FailBefore = false;
        var again = await Eventually(() => _service.Chat(chatId).Send(alice, "id-1", "hello"));

        Assert.Equal(Reason.Unavailable, lost.Refusal!.Reason);
        Assert.False(again.Duplicate);
        Assert.Equal(2, (await _service.Everything(chatId)).Count);
    }

    [Fact]
    public async Task Of_two_activations_that_both_believe_they_own_a_chat_one_loses_and_nothing_is_lost()
    {
        var (_, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        await using var twin = await _service.StartTwin();
        await _service.Chat(chatId).Send(alice, "id-1", "from one");
        Assert.NotNull((await twin.Chat(chatId).Open(alice, null)).Value);
        await _service.Chat(chatId).Send(alice, "id-2", "from one again");

        var loser = await twin.Chat(chatId).Send(alice, "id-3", "from the other");
        var retried = await Eventually(() => twin.Chat(chatId).Send(alice, "id-3", "from the other"));

        Assert.Equal(Reason.Unavailable, loser.Refusal!.Reason);
        Assert.Equal(4, retried.Seq);
        Assert.False(retried.Duplicate);
        var events = await twin.Everything(chatId);
        Assert.Equal(["Alice Tester", "from one", "from one again", "from the other"], events.Select(chatEvent => chatEvent.Text));
    }

    [Fact]
    public async Task Two_activations_racing_keep_one_gapless_order_and_every_message_once()
    {
        var (_, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        await using var twin = await _service.StartTwin();

        var sent = await Task.WhenAll(
            SendAll(_service, "a", 40),
            SendAll(twin, "b", 40));

        var events = await Reread(chatId);
        Assert.Equal(Enumerable.Range(1, 81).Select(n => (long)n), events.Select(chatEvent => chatEvent.Seq));
        Assert.Equal(80, events.Where(chatEvent => chatEvent.Kind == EventKind.Message).Select(chatEvent => chatEvent.ClientId).Distinct().Count());
        foreach (var (clientId, seq) in sent.SelectMany(pairs => pairs)) Assert.Equal(clientId, events[(int)seq - 1].ClientId);

        async Task<List<(string, long)>> SendAll(Service service, string prefix, int count)
        {
            var acknowledged = new List<(string, long)>();
            for (var n = 0; n < count; n++)
            {
                var answer = await Eventually(() => service.Chat(chatId).Send(alice, $"{prefix}-{n}", "text"));
                acknowledged.Add(($"{prefix}-{n}", answer.Seq));
            }

            return acknowledged;
        }
    }

    [Fact]
    public async Task Opening_says_what_followed_or_starts_over()
    {
        var (_, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        var chat = _service.Chat(chatId);
        for (var n = 0; n < 600; n += 100)
            await Task.WhenAll(Enumerable.Range(n, 100).Select(i => chat.Send(alice, $"id-{i}", "text")));

        var fresh = (await chat.Open(alice, null)).Value!;
        var near = (await chat.Open(alice, 590)).Value!;
        var current = (await chat.Open(alice, 601)).Value!;
        var far = (await chat.Open(alice, 50)).Value!;
        var future = (await chat.Open(alice, 9_999)).Value!;

        Assert.True(fresh.Reset);
        Assert.Equal((552, 601), (fresh.Events[0].Seq, fresh.Events[^1].Seq));
        Assert.False(near.Reset);
        Assert.Equal((591, 601), (near.Events[0].Seq, near.Events[^1].Seq));
        Assert.False(current.Reset);
        Assert.Empty(current.Events);
        Assert.True(far.Reset);
        Assert.True(future.Reset);
        var history = (await chat.History(alice, 101, 60)).Value!;
        Assert.Equal((41, 100, true), (history.Events[0].Seq, history.Events[^1].Seq, history.HasMore));
        Assert.False((await chat.History(alice, 41, 200)).Value!.HasMore);
        Assert.Empty((await chat.History(alice, 1, 200)).Value!.Events);
    }

    /// <summary>The chat as storage has it: neither activation's word counts.</summary>
    private async Task<IReadOnlyList<ChatEvent>> Reread(string chatId)
    {
        await using var third = await _service.StartTwin();
        return await third.Everything(chatId);
    }

    /// <summary>What a client does: asks again while the chat can't answer.</summary>
    private static async Task<T> Eventually<T>(Func<Task<Answer<T>>> ask)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(20);
        while (true)
        {
            var answer = await ask();
            if (answer.Refusal is null) return answer.Value!;
            Assert.Equal(Reason.Unavailable, answer.Refusal.Reason);
            Assert.True(DateTime.UtcNow < deadline, "The chat did not come back within 20 s.");
        }
    }
}
