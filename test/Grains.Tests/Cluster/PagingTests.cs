using ConnectNow.Chats;
using CsCheck;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>Pages of messages by number and by time, against the obvious way to make them.</summary>
public sealed class PagingTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service _service = fixture.Service;

    [Fact]
    public async Task Pages_are_those_of_a_plain_list_of_the_messages()
    {
        var (_, chatId) = await _service.NewChat();
        var chat = _service.Chat(chatId);
        var alice = await _service.Join(chatId, "Alice");
        for (var n = 0; n < 700; n++)
        {
            // Edits stand between messages, times repeat, and more is written than memory holds.
            if (n % 7 == 3) await chat.Edit(alice, (await chat.Send(alice, $"id-{n}", "text")).Value!.Seq, "edited");
            else await chat.Send(alice, $"id-{n}", "text");
            if (n % 5 == 0) _service.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var messages = (await _service.Everything(chatId)).Where(chatEvent => chatEvent.Kind == EventKind.Message).ToList();
        Assert.Equal(700, messages.Count);

        await Gen.Select(Gen.Int[1, 60], Gen.Int[1, 249], Gen.Int[-1, 720], Gen.Int[-1, 720])
            .SampleAsync(async (page, perPage, first, last) =>
        {
            DateTimeOffset? after = first < 0 ? null : messages[Math.Min(first, 699)].At;
            DateTimeOffset? before = last < 0 ? null : messages[Math.Min(last, 699)].At;
            var expected = messages.Where(m => (after is null || m.At > after) && (before is null || m.At < before)).ToList();

            var answer = (await chat.Messages(alice, new MessageQuery { Page = page, PerPage = perPage, After = after, Before = before })).Value!;

            Assert.Equal(expected.Skip((page - 1) * perPage).Take(perPage).Select(m => m.Seq), answer.Messages.Select(m => m.Seq));
            Assert.Equal(expected.Count > page * perPage, answer.HasMore);
        }, iter: 100, threads: 1);
    }

    [Fact]
    public async Task Pages_by_number_are_the_nearest_messages_that_are_not_deleted()
    {
        var (_, chatId) = await _service.NewChat();
        var chat = _service.Chat(chatId);
        var alice = await _service.Join(chatId, "Alice");
        for (var n = 0; n < 560; n++)
        {
            var sent = (await chat.Send(alice, $"id-{n}", "text")).Value!;
            // A long run of deleted ones, and some here and there.
            if (n is > 100 and < 400 || n % 5 == 0) await chat.Delete(alice, sent.Seq);
        }

        var numbers = (await _service.Everything(chatId)).Where(chatEvent => chatEvent is { Kind: EventKind.Message, DeletedAt: null })
            .Select(chatEvent => chatEvent.Seq).ToList();
        var last = numbers[^1] + 10;

        await Gen.Select(Gen.Int[1, 249], Gen.Long[-1, last], Gen.Long[-1, last]).SampleAsync(async (perPage, low, high) =>
        {
            long? after = low < 0 ? null : low, before = high < 1 ? null : high;
            if (after is null && before is null) return;
            var expected = numbers.Where(seq => (after is null || seq > after) && (before is null || seq < before)).ToList();

            var answer = (await chat.Messages(alice, new MessageQuery { Page = 1, PerPage = perPage, AfterSeq = after, BeforeSeq = before })).Value!;

            Assert.Equal(after is null ? expected.TakeLast(perPage) : expected.Take(perPage), answer.Messages.Select(message => message.Seq));
            Assert.Equal(expected.Count > perPage, answer.HasMore);
        }, iter: 60, threads: 1);
    }
}
