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
        scene => Task.CompletedTask,
        scene => scene.Files.BeginUpload(scene.Alice, new NewUpload("late", "b", 500)),
        async scene =>
        {
            var begun = (await scene.Files.BeginUpload(scene.Alice, new NewUpload("late", "b", 500))).Value!;
            await scene.Holds(attached: 0, waiting: 2, bytes: 1_500);
            Assert.Contains(await _service.Marks(scene.ChatId), mark => mark.FileId == begun.Id);
        });

    [Fact]
    public Task Dying_while_an_upload_is_cancelled() => EveryDeath(
        scene => Task.CompletedTask,
        scene => scene.Files.CancelUpload(scene.Alice, scene.Upload.Id),
        async scene =>
        {
            Assert.False((await scene.Files.CancelUpload(scene.Alice, scene.Upload.Id)).IsRefused);
            await _service.Sweep(AWhile);
            await scene.Holds(attached: 0, waiting: 0, bytes: 0);
        });

    [Fact]
    public Task Dying_while_a_message_is_sent() => EveryDeath(
        scene => Task.CompletedTask,
        scene => scene.Chat.Send(scene.Alice, "m", "", [scene.Upload.Id]),
        async scene =>
        {
            Assert.False((await scene.Chat.Send(scene.Alice, "m", "", [scene.Upload.Id])).IsRefused);
            await _service.Sweep(AWhile);
            await scene.Holds(attached: 1, waiting: 0, bytes: 1_000);
        });

    [Fact]
    public Task Dying_while_a_message_is_deleted() => EveryDeath(
        async scene => Assert.False((await scene.Chat.Send(scene.Alice, "m", "", [scene.Upload.Id])).IsRefused),
        scene => scene.Chat.Delete(scene.Alice, 2),
        async scene =>
        {
            Assert.False((await scene.Chat.Delete(scene.Alice, 2)).IsRefused);
            await _service.Sweep(AWhile);
            await scene.Holds(attached: 0, waiting: 0, bytes: 0);
        });

    [Fact]
    public Task Dying_while_an_upload_expires() => EveryDeath(
        scene => Task.CompletedTask,
        async scene => await _service.Sweep(FileLimits.UploadLifetime),
        async scene =>
        {
            await _service.Sweep(FileLimits.UploadLifetime);
            await _service.Sweep(AWhile);
            await scene.Holds(attached: 0, waiting: 0, bytes: 0);
        });

    [Fact]
    public Task Dying_while_a_chat_is_erased() => EveryDeath(
        scene => Task.CompletedTask,
        scene => scene.Chat.Erase(Caller.Company(scene.CompanyId)),
        async scene =>
        {
            var erased = await scene.Chat.Erase(Caller.Company(scene.CompanyId));
            Assert.True(erased.Refusal is null or { Reason: Reason.NotFound });
            await _service.Sweep(AWhile);
            Assert.False(await _service.HasBytes(scene.ChatId, scene.Upload.Id));
            Assert.Empty(await _service.Marks(scene.ChatId));
            Assert.Equal(0, await _service.Used(scene.CompanyId));
        });

    [Fact]
    public async Task A_disk_that_does_not_delete_is_asked_again_and_nobody_waits_for_it()
    {
        var scene = await Scene.Set(_service);
        await scene.Chat.Send(scene.Alice, "m", "", [scene.Upload.Id]);
        _service.Time.Advance(AWhile);
        _service.Files.FailDeletes = true;

        Assert.False((await scene.Chat.Delete(scene.Alice, 2)).IsRefused);
        await _service.Sweep(AWhile);
        Assert.True(await _service.HasBytes(scene.ChatId, scene.Upload.Id));
        Assert.Single(await _service.Marks(scene.ChatId));
        Assert.Equal(Reason.Deleted, (await scene.Files.File(scene.Alice, 2, scene.Upload.Id)).Refusal!.Reason);

        _service.Files.FailDeletes = false;
        await _service.Restart(scene.ChatId, scene.CompanyId);
        await _service.Sweep(AWhile);
        await scene.Holds(attached: 0, waiting: 0, bytes: 0);
    }

    [Fact]
    public async Task A_block_that_arrives_after_its_upload_was_cancelled_goes_too()
    {
        var scene = await Scene.Set(_service);
        await scene.Files.CancelUpload(scene.Alice, scene.Upload.Id);
        await Eventually.TrueAsync(async () => !await _service.HasBytes(scene.ChatId, scene.Upload.Id), "the bytes are gone at once");

        await _service.Stage(scene.ChatId, scene.Upload);
        await _service.Sweep(AWhile);

        await scene.Holds(attached: 0, waiting: 0, bytes: 0);
    }

    [Fact]
    public async Task A_block_that_arrives_after_its_chat_was_erased_goes_too()
    {
        var scene = await Scene.Set(_service);
        await scene.Chat.Erase(Caller.Company(scene.CompanyId));
        Assert.False(await _service.HasBytes(scene.ChatId, scene.Upload.Id));

        await _service.Stage(scene.ChatId, scene.Upload);
        await _service.Sweep(AWhile);

        Assert.False(await _service.HasBytes(scene.ChatId, scene.Upload.Id));
        Assert.Empty(await _service.Marks(scene.ChatId));
    }

    [Fact]
    public async Task An_upload_ends_after_a_day_though_nobody_sweeps()
    {
        var scene = await Scene.Set(_service);
        _service.Time.Advance(FileLimits.UploadLifetime);

        await Eventually.TrueAsync(async () => await _service.Used(scene.CompanyId) == 0 && !await _service.HasBytes(scene.ChatId, scene.Upload.Id), "the chat's own upkeep ends it");
    }

    [Fact]
    public async Task A_young_upload_stays_however_often_it_is_looked_at()
    {
        var scene = await Scene.Set(_service);
        for (var round = 0; round < 3; round++) await _service.Sweep(AWhile);

        await scene.Holds(attached: 0, waiting: 1, bytes: 1_000);
        Assert.Single(await _service.Marks(scene.ChatId));
    }

    [Fact]
    public async Task A_wrong_figure_of_a_chat_is_set_right()
    {
        var scene = await Scene.Set(_service);
        await _service.Client.GetGrain<ICompanyStorageGrain>(scene.CompanyId).Report(scene.ChatId, 49_000);

        await scene.Files.CleanUp(scene.Upload.Id);
        Assert.Equal(49_000, await _service.Used(scene.CompanyId));
        await scene.Files.CleanUp(null);
        Assert.Equal(1_000, await _service.Used(scene.CompanyId));
    }

    /// <summary>Dies at each step in turn, before it and after it, until the work gets through; each time in a chat of its own.</summary>
    private async Task EveryDeath(Func<Scene, Task> before, Func<Scene, Task> work, Func<Scene, Task> after)
    {
        foreach (var isDone in new[] { false, true })
        {
            var step = 0;
            bool died;
            do
            {
                var scene = await Scene.Set(_service);
                await before(scene);
                // A message's files are old enough that nothing can be on its way for them.
                _service.Time.Advance(AWhile);
                await scene.Quiet();
                _service.FaultSwitch.Set(++step, isDone);
                await work(scene);
                await scene.Files.CleanUp(Secrets.NewId()).ContinueWith(_ => { }, TaskScheduler.Default);
                died = _service.FaultSwitch.IsBlown;
                await _service.Restart(scene.ChatId, scene.CompanyId);
                await _service.Sweep(AWhile);
                await scene.IsConsistent();
                await after(scene);
            }
            while (died);

            Assert.True(step > 2, "There are steps to die at.");
        }
    }
}
