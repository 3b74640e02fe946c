using ConnectNow.Chats;
using ConnectNow.Companies;
using ConnectNow.Files;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>Whatever dies at whatever step: nothing that is attached is lost, and nothing stays that was given up.</summary>
public sealed class CleanupTests : IClassFixture<ServiceFixture>
{
    private static readonly TimeSpan AWhile = TimeSpan.FromMinutes(12);
    private readonly Service _service;

    public CleanupTests(ServiceFixture fixture)
    {
        _service = fixture.Service;
        // One test that fails half-way must not fail the others.
        _service.Files.FailDeletes = false;
        _service.FaultSwitch.Replace();
    }

    [Fact]
    public Task Dying_while_an_upload_begins() => EveryDeath(
        chat => Task.CompletedTask,
        chat => chat.Files.BeginUpload(chat.Alice, new NewUpload("late", "b", 500)),
        async chat =>
        {
            var begun = (await chat.Files.BeginUpload(chat.Alice, new NewUpload("late", "b", 500))).Value!;
            await chat.Holds(attached: 0, waiting: 2, bytes: 1_500);
            Assert.Contains(await _service.Marks(chat.ChatId), mark => mark.FileId == begun.Id);
        });

    [Fact]
    public Task Dying_while_an_upload_is_cancelled() => EveryDeath(
        chat => Task.CompletedTask,
        chat => chat.Files.CancelUpload(chat.Alice, chat.Upload.Id),
        async chat =>
        {
            Assert.False((await chat.Files.CancelUpload(chat.Alice, chat.Upload.Id)).IsRefused);
            await _service.Sweep(AWhile);
            await chat.Holds(attached: 0, waiting: 0, bytes: 0);
        });

    [Fact]
    public Task Dying_while_a_message_is_sent() => EveryDeath(
        chat => Task.CompletedTask,
        chat => chat.Chat.Send(chat.Alice, "m", "", [chat.Upload.Id]),
        async chat =>
        {
            Assert.False((await chat.Chat.Send(chat.Alice, "m", "", [chat.Upload.Id])).IsRefused);
            await _service.Sweep(AWhile);
            await chat.Holds(attached: 1, waiting: 0, bytes: 1_000);
        });

    [Fact]
    public Task Dying_while_a_message_is_deleted() => EveryDeath(
        async chat => Assert.False((await chat.Chat.Send(chat.Alice, "m", "", [chat.Upload.Id])).IsRefused),
        chat => chat.Chat.Delete(chat.Alice, 2),
        async chat =>
        {
            Assert.False((await chat.Chat.Delete(chat.Alice, 2)).IsRefused);
            await _service.Sweep(AWhile);
            await chat.Holds(attached: 0, waiting: 0, bytes: 0);
        });

    [Fact]
    public Task Dying_while_an_upload_expires() => EveryDeath(
        chat => Task.CompletedTask,
        async chat => await _service.Sweep(FileLimits.UploadLifetime),
        async chat =>
        {
            await _service.Sweep(FileLimits.UploadLifetime);
            await _service.Sweep(AWhile);
            await chat.Holds(attached: 0, waiting: 0, bytes: 0);
        });

    [Fact]
    public Task Dying_while_a_chat_is_erased() => EveryDeath(
        chat => Task.CompletedTask,
        chat => chat.Chat.Erase(Caller.Company(chat.CompanyId)),
        async chat =>
        {
            var erased = await chat.Chat.Erase(Caller.Company(chat.CompanyId));
            Assert.True(erased.Refusal is null or { Reason: Reason.NotFound });
            await _service.Sweep(AWhile);
            Assert.False(await _service.HasBytes(chat.ChatId, chat.Upload.Id));
            Assert.Empty(await _service.Marks(chat.ChatId));
            Assert.Equal(0, await _service.Used(chat.CompanyId));
        });

    [Fact]
    public async Task A_disk_that_does_not_delete_is_asked_again_and_nobody_waits_for_it()
    {
        var chat = await ChatWithUpload.Set(_service);
        await chat.Chat.Send(chat.Alice, "m", "", [chat.Upload.Id]);
        _service.Time.Advance(AWhile);
        _service.Files.FailDeletes = true;

        Assert.False((await chat.Chat.Delete(chat.Alice, 2)).IsRefused);
        await _service.Sweep(AWhile);
        Assert.True(await _service.HasBytes(chat.ChatId, chat.Upload.Id));
        Assert.Single(await _service.Marks(chat.ChatId));
        Assert.Equal(Reason.Deleted, (await chat.Files.File(chat.Alice, 2, chat.Upload.Id)).Refusal!.Reason);

        _service.Files.FailDeletes = false;
        await _service.Restart(chat.ChatId, chat.CompanyId);
        await _service.Sweep(AWhile);
        await chat.Holds(attached: 0, waiting: 0, bytes: 0);
    }

    [Fact]
    public async Task A_block_that_arrives_after_its_upload_was_cancelled_goes_too()
    {
        var chat = await ChatWithUpload.Set(_service);
        await chat.Files.CancelUpload(chat.Alice, chat.Upload.Id);
        await Eventually.TrueAsync(async () => !await _service.HasBytes(chat.ChatId, chat.Upload.Id), "the bytes are gone at once");

        await _service.Stage(chat.ChatId, chat.Upload);
        await _service.Sweep(AWhile);

        await chat.Holds(attached: 0, waiting: 0, bytes: 0);
    }

    [Fact]
    public async Task A_block_that_arrives_after_its_chat_was_erased_goes_too()
    {
        var chat = await ChatWithUpload.Set(_service);
        await chat.Chat.Erase(Caller.Company(chat.CompanyId));
        Assert.False(await _service.HasBytes(chat.ChatId, chat.Upload.Id));

        await _service.Stage(chat.ChatId, chat.Upload);
        await _service.Sweep(AWhile);

        Assert.False(await _service.HasBytes(chat.ChatId, chat.Upload.Id));
        Assert.Empty(await _service.Marks(chat.ChatId));
    }

    [Fact]
    public async Task An_upload_ends_after_a_day_though_nobody_sweeps()
    {
        var chat = await ChatWithUpload.Set(_service);
        _service.Time.Advance(FileLimits.UploadLifetime);

        await Eventually.TrueAsync(async () => await _service.Used(chat.CompanyId) == 0 && !await _service.HasBytes(chat.ChatId, chat.Upload.Id), "the chat's own upkeep ends it");
    }

    [Fact]
    public async Task A_young_upload_stays_however_often_it_is_looked_at()
    {
        var chat = await ChatWithUpload.Set(_service);
        for (var round = 0; round < 3; round++) await _service.Sweep(AWhile);

        await chat.Holds(attached: 0, waiting: 1, bytes: 1_000);
        Assert.Single(await _service.Marks(chat.ChatId));
    }

    [Fact]
    public async Task A_wrong_figure_of_a_chat_is_set_right()
    {
        var chat = await ChatWithUpload.Set(_service);
        await _service.Client.GetGrain<ICompanyStorageGrain>(chat.CompanyId).Report(chat.ChatId, 49_000);

        await chat.Files.CleanUp(chat.Upload.Id);
        Assert.Equal(49_000, await _service.Used(chat.CompanyId));
        await chat.Files.CleanUp(null);
        Assert.Equal(1_000, await _service.Used(chat.CompanyId));
    }

    /// <summary>Dies at each step in turn, before it and after it, until the work gets through; each time in a chat of its own.</summary>
    private async Task EveryDeath(Func<ChatWithUpload, Task> before, Func<ChatWithUpload, Task> work, Func<ChatWithUpload, Task> after)
    {
        foreach (var isDone in new[] { false, true })
        {
            var step = 0;
            bool died;
            do
            {
                var chat = await ChatWithUpload.Set(_service);
                await before(chat);
                // A message's files are old enough that nothing can be on its way for them.
                _service.Time.Advance(AWhile);
                await chat.Quiet();
                _service.FaultSwitch.Set(++step, isDone);
                await work(chat);
                await chat.Files.CleanUp(Secrets.NewId()).ContinueWith(_ => { }, TaskScheduler.Default);
                died = _service.FaultSwitch.IsBlown;
                await _service.Restart(chat.ChatId, chat.CompanyId);
                await _service.Sweep(AWhile);
                await chat.IsConsistent();
                await after(chat);
            }
            while (died);

            Assert.True(step > 2, "There are steps to die at.");
        }
    }
}
