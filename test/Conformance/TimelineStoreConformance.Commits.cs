using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;
using Xunit;

namespace ConnectNow.Conformance;

// Conditions 1 and 5: whole, and seen by every load after the answer.
public abstract partial class TimelineStoreConformance
{
    [Fact]
    public async Task A_chat_that_never_was_loads_as_nothing()
    {
        Assert.Null(await Store.LoadAsync(_chat, 10, Cancellation));
        Assert.Empty(await Store.ReadAsync(_chat, 1, 10, Cancellation));
    }

    [Fact]
    public async Task A_commit_is_loaded_as_it_was_written()
    {
        var commit = Commit(null, Event(1, "a", "first"), Event(2, null, "second")) with
        {
            Participants = [new("p1", Bytes("Ada")), new("p2", Bytes("Grace"))],
        };
        var etag = await CommittedAsync(_chat, commit);

        var loaded = await LoadedAsync(_chat);
        Assert.Equal(etag, loaded.ETag);
        Assert.Equal(commit.CommitId, loaded.CommitId);
        Assert.Equal(Text(commit.Head), Text(loaded.Head));
        Assert.Equal([(1, "a", "first"), (2, null, "second")], loaded.Tail.Select(chatEvent => (chatEvent.Seq, chatEvent.Key, Text(chatEvent.Body))));
        Assert.Equal(
            [("p1", "Ada"), ("p2", "Grace")],
            loaded.Participants.Select(participant => (participant.Id, Text(participant.Body))).Order());
    }

    [Fact]
    public async Task A_commit_without_rows_writes_the_head()
    {
        var etag = await CommittedAsync(_chat, Commit(null));
        var second = Commit(etag);
        var newer = await CommittedAsync(_chat, second);

        Assert.NotEqual(etag, newer);
        var loaded = await LoadedAsync(_chat);
        Assert.Equal((newer, Text(second.Head)), (loaded.ETag, Text(loaded.Head)));
        Assert.Empty(loaded.Tail);
    }

    [Fact]
    public async Task The_commit_id_is_that_of_the_last_commit()
    {
        var etag = await CommittedAsync(_chat, Commit(null, Event(1)));
        var second = Commit(etag, Event(2));
        await CommittedAsync(_chat, second);

        Assert.IsType<Fenced>(await Store.CommitAsync(_chat, Commit(etag, Event(3)), Cancellation));
        Assert.Equal(second.CommitId, (await LoadedAsync(_chat)).CommitId);
    }

    [Fact]
    public async Task A_commit_tried_again_is_not_done_again_and_its_id_shows_that_it_was_done()
    {
        var etag = await CommittedAsync(_chat, Commit(null));
        var commit = Commit(etag, Event(1, "a"));
        var done = await CommittedAsync(_chat, commit);

        // A store that asks others, who may have lost its first answer, says what that was.
        var again = await Store.CommitAsync(_chat, commit, Cancellation);
        Assert.True(again is Fenced || again == new Committed(done), $"It was answered {again}.");
        var loaded = await LoadedAsync(_chat);
        Assert.Equal(commit.CommitId, loaded.CommitId);
        Assert.Equal([1], Numbers(loaded.Tail));
    }

    [Fact]
    public async Task Changed_events_get_a_new_body_and_keep_their_key()
    {
        var etag = await CommittedAsync(_chat, Commit(null, Event(1, "a"), Event(2, "b")));
        var commit = Commit(etag, Event(3)) with { Changed = [new(1, null, Bytes("edited"))] };
        etag = await CommittedAsync(_chat, commit);

        var tail = (await LoadedAsync(_chat)).Tail;
        Assert.Equal([(1, "a", "edited"), (2, "b", "event 2"), (3, null, "event 3")],
            tail.Select(chatEvent => (chatEvent.Seq, chatEvent.Key, Text(chatEvent.Body))));
        var duplicate = Assert.IsType<DuplicateKeys>(await Store.CommitAsync(_chat, Commit(etag, Event(4, "a")), Cancellation));
        Assert.Equal(1, duplicate.Existing["a"]);
    }

    [Fact]
    public async Task Changed_participants_get_a_new_body_and_the_others_stay()
    {
        var etag = await CommittedAsync(_chat, Commit(null) with { Participants = [new("p1", Bytes("Ada")), new("p2", Bytes("Grace"))] });
        await CommittedAsync(_chat, Commit(etag) with { Participants = [new("p2", Bytes("left")), new("p3", Bytes("Joan"))] });

        Assert.Equal(
            [("p1", "Ada"), ("p2", "left"), ("p3", "Joan")],
            (await LoadedAsync(_chat)).Participants.Select(participant => (participant.Id, Text(participant.Body))).Order());
    }

    [Fact]
    public async Task A_commit_of_as_many_rows_as_allowed_is_taken()
    {
        var added = Events(1, (Store.MaxRowsPerCommit / 2) - 1);
        var participants = Enumerable.Range(0, Store.MaxRowsPerCommit - (2 * added.Length))
            .Select(number => new StoredParticipant($"p{number}", Bytes("someone"))).ToArray();
        await CommittedAsync(_chat, Commit(null, added) with { Participants = participants });

        var loaded = await LoadedAsync(_chat, int.MaxValue);
        Assert.Equal((added.Length, participants.Length), (loaded.Tail.Count, loaded.Participants.Count));
    }

    [Fact]
    public async Task A_commit_that_throws_changes_nothing()
    {
        var etag = await CommittedAsync(_chat, Commit(null, Event(1, "a")));
        var before = await SnapshotAsync(_chat);

        // A number that is there already, a key twice in one commit, a change to what is not there, too many rows: no refusals, but
        // faults of the caller.
        await Assert.ThrowsAnyAsync<Exception>(() => Store.CommitAsync(_chat, Commit(etag, Event(2, "b"), Event(1, "c")), Cancellation));
        await Assert.ThrowsAnyAsync<Exception>(() => Store.CommitAsync(_chat, Commit(etag, Event(2, "b"), Event(3, "b")), Cancellation));
        await Assert.ThrowsAnyAsync<Exception>(
            () => Store.CommitAsync(_chat, Commit(etag, Event(2, "b")) with { Changed = [Event(9)] }, Cancellation));
        await Assert.ThrowsAnyAsync<Exception>(
            () => Store.CommitAsync(_chat, Commit(etag, Event(2, "b")) with { Files = [new("f", Bytes("file"))], FilesRemoved = ["g"] }, Cancellation));
        var tooMany = Enumerable.Range(0, Store.MaxRowsPerCommit + 1).Select(number => new StoredFile($"f{number}", Bytes("file")))
            .ToArray();
        await Assert.ThrowsAnyAsync<Exception>(() => Store.CommitAsync(_chat, Commit(etag) with { Files = tooMany }, Cancellation));

        Assert.Equal(before, await SnapshotAsync(_chat));
        await CommittedAsync(_chat, Commit(etag, Event(2, "b")));
    }

    [Fact]
    public async Task More_people_than_any_storage_answers_at_once_are_all_loaded()
    {
        string? etag = null;
        var step = Store.MaxRowsPerCommit;
        var people = Enumerable.Range(0, 1_200).Select(number => new StoredParticipant($"p{number:D4}", Bytes($"{number}"))).ToArray();
        foreach (var some in people.Chunk(step)) etag = await CommittedAsync(_chat, Commit(etag) with { Participants = some });
        await CommittedAsync(_chat, Commit(etag, Events(1, 20)) with { Files = [new("f", Bytes("file"))] });

        foreach (var tail in new[] { 0, 1, 20 })
        {
            var loaded = await LoadedAsync(_chat, tail);
            Assert.Equal(people.Select(person => (person.Id, Text(person.Body))), loaded.Participants.Select(person => (person.Id, Text(person.Body))).Order());
            Assert.Equal((tail, 1), (loaded.Tail.Count, loaded.Files.Count));
        }
    }

    [Fact]
    public async Task What_is_added_and_changed_in_one_commit_is_as_changed()
    {
        var etag = await CommittedAsync(_chat, Commit(null, Tagged(1, Collected.Files) with { Key = "a" }) with { Changed = [Tagged(1, Collected.Links) with { Body = Bytes("changed") }] });
        var chatEvent = Assert.Single((await LoadedAsync(_chat)).Tail);
        Assert.Equal((1, "a", "changed", Collected.Links), (chatEvent.Seq, chatEvent.Key, Text(chatEvent.Body), chatEvent.Tags));
        Assert.Empty(await Store.ReadTaggedAsync(_chat, Collected.Files, 100, 100, Cancellation));
        Assert.IsType<DuplicateKeys>(await Store.CommitAsync(_chat, Commit(etag, Event(2, "a")), Cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData(200_000)]
    public async Task Bodies_come_back_byte_for_byte(int length)
    {
        var body = new byte[length];
        new Random(length).NextBytes(body);
        var commit = Commit(null, new StoredEvent(1, "a", body)) with { Head = body, Participants = [new("p", body)] };
        await CommittedAsync(_chat, commit);

        var loaded = await LoadedAsync(_chat);
        Assert.Equal(body, loaded.Head.ToArray());
        Assert.Equal(body, loaded.Tail[0].Body.ToArray());
        Assert.Equal(body, loaded.Participants[0].Body.ToArray());
        Assert.Equal(body, (await Store.ReadAsync(_chat, 1, 1, Cancellation))[0].Body.ToArray());
    }

    [Fact]
    public async Task A_body_that_is_replaced_by_a_shorter_one_leaves_nothing_of_itself()
    {
        var large = new byte[150_000];
        Array.Fill(large, (byte)'x');
        var etag = await CommittedAsync(_chat, Commit(null, new StoredEvent(1, null, large, Collected.Files)) with { Head = large, Participants = [new("p", large)], Files = [new("f", large)] });
        await CommittedAsync(_chat, Commit(etag) with { Head = Bytes("short"), Changed = [Event(1, null, "short") with { Tags = Collected.Files }], Participants = [new("p", Bytes("short"))], Files = [new("f", Bytes("short"))] });

        var loaded = await LoadedAsync(_chat);
        var tagged = await Store.ReadTaggedAsync(_chat, Collected.Files, 100, 100, Cancellation);
        Assert.All(
            [loaded.Head, loaded.Tail[0].Body, loaded.Participants[0].Body, loaded.Files[0].Body, tagged[0].Body],
            body => Assert.Equal("short", Text(body)));
    }

    [Fact]
    public async Task Texts_that_an_encoding_could_confuse_stay_apart()
    {
        string[] texts = ["a/b", "a~002Fb", "a%2Fb", "a%252Fb", "A/b", "a_b", "a b", "a+b", "a\u0000b", "~", "~007E", "\u00e9", "e\u0301", new string('/', 300), new string('/', 301), "p-x", "c", ""];
        var etag = await CommittedAsync(_chat, Commit(null, [.. texts.Select((text, index) => Event(index + 1, text))]) with
        {
            Participants = [.. texts.Select((text, index) => new StoredParticipant(text, Bytes($"{index}")))],
            Files = [.. texts.Select((text, index) => new StoredFile(text, Bytes($"{index}")))],
        });

        var loaded = await LoadedAsync(_chat);
        Assert.Equal(texts.Order(StringComparer.Ordinal), loaded.Participants.Select(participant => participant.Id).Order(StringComparer.Ordinal));
        Assert.Equal(texts.Order(StringComparer.Ordinal), loaded.Files.Select(file => file.Id).Order(StringComparer.Ordinal));
        for (var index = 0; index < texts.Length; index++) Assert.Equal(index + 1, await Store.FindKeyAsync(_chat, texts[index], Cancellation));

        // As names of chats too.
        foreach (var text in texts) await CommittedAsync($"{_chat}{text}.", Commit(null, Event(1, "key", text)));
        foreach (var text in texts) Assert.Equal(text, Text((await LoadedAsync($"{_chat}{text}.")).Tail.Single().Body));
        Assert.Equal(etag, (await LoadedAsync(_chat)).ETag);
    }

    [Fact]
    public async Task Keys_and_ids_may_be_any_text()
    {
        string[] texts = ["a'b\"c", "🙂 שלום", "a/b?c#d\\e", "%_", new string('k', 200)];
        var added = texts.Select((text, index) => Event(index + 1, text)).ToArray();
        var participants = texts.Select(text => new StoredParticipant(text, Bytes(text))).ToArray();
        var etag = await CommittedAsync(_chat, Commit(null, added) with { Participants = participants });

        var loaded = await LoadedAsync(_chat);
        Assert.Equal(texts, loaded.Tail.Select(chatEvent => chatEvent.Key));
        Assert.Equal(texts.Order(StringComparer.Ordinal), loaded.Participants.Select(participant => participant.Id).Order(StringComparer.Ordinal));
        var again = texts.Select((text, index) => Event(index + 100, text)).ToArray();
        var duplicates = Assert.IsType<DuplicateKeys>(await Store.CommitAsync(_chat, Commit(etag, again), Cancellation));
        Assert.Equal(texts.Select((text, index) => (text, index + 1L)), duplicates.Existing.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Value));
    }
}
