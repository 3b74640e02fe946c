using ConnectNow.Providers.AzureTables.Backups;
using Xunit;
using static ConnectNow.Storage.Tests.AzureTables.Backups.BackupFixture;

namespace ConnectNow.Storage.Tests.AzureTables.Backups;

public sealed class TableRestoreTests(AzuriteAccount azurite) : IAsyncLifetime
{
    private readonly BackupFixture _fixture = new(azurite);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Nothing_is_restored_into_a_table_that_holds_something()
    {
        await _fixture.ChatAsync("chat", 2);
        await _fixture.Of(_fixture.From).SaveAsync(Cancellation);
        var before = await AllAsync(_fixture.From);

        var refused = await Assert.ThrowsAsync<BackupException>(() => _fixture.Of(_fixture.From).RestoreAsync(null, Cancellation));

        Assert.Contains("holds something already", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await AllAsync(_fixture.From));
    }

    [Fact]
    public async Task A_restore_that_was_interrupted_goes_on_and_nothing_else_does_meanwhile()
    {
        foreach (var chat in (string[])["a", "b", "c"]) await _fixture.ChatAsync(chat, 120);
        var saved = await _fixture.Of(_fixture.From).SaveAsync(Cancellation);
        var other = await _fixture.Of(_fixture.From).SaveAsync(Cancellation);
        var batches = 0;
        var network = new MeddlingHandler((_, request) =>
            request.RequestUri!.AbsolutePath.EndsWith("$batch", StringComparison.Ordinal) && Interlocked.Increment(ref batches) > 4 ? throw new HttpRequestException("The connection was reset.") : Task.CompletedTask);
        await Assert.ThrowsAnyAsync<Exception>(() => _fixture.Of(_fixture.To, network).RestoreAsync(saved.Name, Cancellation));
        Assert.NotEqual([], await AllAsync(_fixture.To));

        var unfinished = $"Restoring the table from the backup {saved.Name} was begun and not finished: restore that again first.";
        Assert.Equal(unfinished, (await Assert.ThrowsAsync<BackupException>(() => _fixture.Of(_fixture.To).RestoreAsync(other.Name, Cancellation))).Message);
        Assert.Equal(unfinished, (await Assert.ThrowsAsync<BackupException>(() => _fixture.Of(_fixture.To).RestoreChatAsync(other.Name, "c", Cancellation))).Message);
        Assert.Equal(unfinished, (await Assert.ThrowsAsync<BackupException>(() => _fixture.Of(_fixture.To).SaveAsync(Cancellation))).Message);
        await _fixture.Of(_fixture.To).RestoreAsync(saved.Name, Cancellation);

        Assert.Equal(await AllAsync(_fixture.From), await AllAsync(_fixture.To));
    }

    [Fact]
    public async Task One_chat_is_restored_beside_the_others_when_it_is_not_there()
    {
        foreach (var chat in (string[])["a", "b", "c"]) await _fixture.ChatAsync(chat, 120);
        var saved = await _fixture.Of(_fixture.From).SaveAsync(Cancellation);
        var before = await AllAsync(_fixture.From);
        var refused = await Assert.ThrowsAsync<BackupException>(() => _fixture.Of(_fixture.From).RestoreChatAsync(null, "b", Cancellation));
        Assert.Equal("The chat b is there: only one that is not, or was erased, can be restored.", refused.Message);

        Assert.True(await _fixture.From.Store.EraseAsync("b", (await _fixture.From.Store.LoadAsync("b", 1, Cancellation))!.ETag, Cancellation));
        refused = await Assert.ThrowsAsync<BackupException>(() => _fixture.Of(_fixture.From).RestoreChatAsync(null, "b", Cancellation));
        Assert.Contains("still being removed", refused.Message, StringComparison.Ordinal);
        await _fixture.From.Store.Erased.SweepAsync(Cancellation);
        var restored = await _fixture.Of(_fixture.From).RestoreChatAsync(null, "b", Cancellation);

        Assert.Equal((saved.Name, 1L), (restored.Name, restored.Chats));
        Assert.Equal(before, await AllAsync(_fixture.From));
        // Into a table where it never was, too.
        await _fixture.Of(_fixture.To).RestoreChatAsync(saved.Name, "b", Cancellation);
        Assert.Equal(await _fixture.From.Store.LoadAsync("b", 1, Cancellation) is { } there ? there.CommitId : null, (await _fixture.To.Store.LoadAsync("b", 1, Cancellation))!.CommitId);
        refused = await Assert.ThrowsAsync<BackupException>(() => _fixture.Of(_fixture.To).RestoreChatAsync(saved.Name, "nobody", Cancellation));
        Assert.Contains("has no chat nobody", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chat_that_lost_the_end_of_its_restore_is_left_to_those_who_talk_in_it()
    {
        await _fixture.ChatAsync("chat", 120);
        var saved = await _fixture.Of(_fixture.From).SaveAsync(Cancellation);
        // Of the requests that delete there is one: for the mark.
        var network = new MeddlingHandler((_, request) => request.Method == HttpMethod.Delete ? throw new HttpRequestException("The connection was reset.") : Task.CompletedTask);
        await Assert.ThrowsAnyAsync<Exception>(() => _fixture.Of(_fixture.To, network).RestoreChatAsync(saved.Name, "chat", Cancellation));
        var chat = (await _fixture.To.Store.LoadAsync("chat", 1, Cancellation))!;
        await CommittedAsync(_fixture.To.Store, "chat", new() { ExpectedETag = chat.ETag, CommitId = "said since", Head = Last(121), Added = [new(121, "k121", "new"u8.ToArray())] });

        await _fixture.Of(_fixture.To).RestoreChatAsync(saved.Name, "chat", Cancellation);

        Assert.Equal(121, Assert.Single((await _fixture.To.Store.LoadAsync("chat", 1, Cancellation))!.Tail).Seq);
        Assert.DoesNotContain(await AllAsync(_fixture.To), row => row.Contains("~restoring", StringComparison.Ordinal));
    }
}
