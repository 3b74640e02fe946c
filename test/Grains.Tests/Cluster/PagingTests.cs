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

        var messages = (await _service.Everything(chatId)).Where(entry => entry.Kind == EventKind.Message).ToList();
        Assert.Equal(700, messages.Count);

        await Gen.Select(Gen.Int[1, 60], Gen.Int[1, 249], Gen.Int[-1, 720], Gen.Int[-1, 720]).SampleAsync(async (page, perPage, first, last) =>
        {
            DateTimeOffset? after = first < 0 ? null : messages[Math.Min(first, 699)].At;
            DateTimeOffset? before = last < 0 ? null : messages[Math.Min(last, 699)].At;
            var expected = messages.Where(m => (after is null || m.At > after) && (before is null || m.At < before)).ToList();

            var answer = (await chat.Messages(alice, new MessageQuery { Page = page, PerPage = perPage, After = after, Before = before })).Value!;

            Assert.Equal(expected.Skip((page - 1) * perPage).Take(perPage).Select(m => m.Seq), answer.Messages.Select(m => m.Seq));
            Assert.Equal(expected.Count > page * perPage, answer.HasMore);
        }, iter: 100, threads: 1);
    }
}
