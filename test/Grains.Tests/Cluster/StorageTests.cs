using ConnectNow.Chats;
using ConnectNow.Companies;
using ConnectNow.Files;
using ConnectNow.Joining;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>
/// A company's storage is shared by its chats, and never overbooked. The plan "small" has 50,000 bytes, and 10,000 a file.
/// </summary>
public sealed class StorageTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service _service = fixture.Service;

    [Fact]
    public async Task The_chats_of_a_company_share_its_storage_and_deleting_gives_it_back()
    {
        var (companyId, one) = await _service.NewChat();
        var two = await SecondChat(companyId);
        var (alice, bob) = (await _service.Join(one, "Alice"), await _service.Join(two, "Bob"));
        var uploads = new List<Upload>();
        for (var n = 0; n < 5; n++) uploads.Add(await _service.Upload(one, alice, "a", 10_000));

        var full = (await Begin(two, bob, 1)).Refusal!;
        var sent = (await _service.Chat(one).Send(alice, "m", "", [uploads[0].Id])).Value!;
        Assert.Equal(Reason.StorageFull, (await Begin(two, bob, 1)).Refusal!.Reason);
        await _service.Chat(one).Delete(alice, sent.Seq);
        await Eventually.TrueAsync(async () => await _service.Used(companyId) == 40_000, "the deleted file's bytes are given back");

        Assert.Equal((Reason.StorageFull, 50_000L, "Northwind"), (full.Reason, full.LimitBytes!.Value, full.Company));
        Assert.False((await Begin(two, bob, 10_000)).IsRefused);
        Assert.Equal(Reason.StorageFull, (await Begin(two, bob, 1)).Refusal!.Reason);
        Assert.Equal(Reason.FileTooLarge, (await Begin(two, bob, 10_001)).Refusal!.Reason);
    }

    [Fact]
    public async Task Uploads_that_race_for_the_last_bytes_never_get_more_than_there_are()
    {
        var (companyId, one) = await _service.NewChat();
        var two = await SecondChat(companyId);
        var (alice, bob) = (await _service.Join(one, "Alice"), await _service.Join(two, "Bob"));

        var begun = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => n % 2 == 0 ? Begin(one, alice, 9_000) : Begin(two, bob, 9_000)));

        Assert.Equal(5, begun.Count(answer => !answer.IsRefused));
        Assert.All(begun.Where(answer => answer.IsRefused), answer => Assert.Equal(Reason.StorageFull, answer.Refusal!.Reason));
        Assert.Equal(45_000, await _service.Used(companyId));
        // Refused ones left nothing to look after.
        Assert.Equal(5, (await _service.Marks(one)).Count + (await _service.Marks(two)).Count);
    }

    [Fact]
    public async Task What_was_reserved_and_not_needed_is_given_back()
    {
        var (companyId, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        var upload = (await Begin(chatId, alice, 5_000)).Value!;
        Assert.Equal(5_000, await _service.Used(companyId));

        await _service.FilesOf(chatId)
            .CompleteUpload(alice, upload.Id, new Attachment { Id = upload.Id, Name = "a", Type = "image/png", Size = 3_000 });
        await Eventually.TrueAsync(async () => await _service.Used(companyId) == 3_000, "the file counts what it has");
        await _service.FilesOf(chatId).CancelUpload(alice, upload.Id);
        await Eventually.TrueAsync(async () => await _service.Used(companyId) == 0, "a cancelled upload counts nothing");
    }

    [Fact]
    public async Task The_same_upload_begun_again_is_one_and_counts_once()
    {
        var (companyId, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");

        var begun = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _service.FilesOf(chatId).BeginUpload(alice, new NewUpload("same", "a", 9_000))));

        Assert.Single(begun.Select(answer => answer.Value!.Id).Distinct());
        Assert.Equal(9_000, await _service.Used(companyId));
        Assert.Single(await _service.Marks(chatId));
    }

    [Fact]
    public async Task Figures_are_absolute_and_a_smaller_one_is_never_refused()
    {
        var (companyId, chatId) = await _service.NewChat();
        var storage = _service.Client.GetGrain<ICompanyStorageGrain>(companyId);

        Assert.False((await storage.Reserve(chatId, 50_000)).IsRefused);
        Assert.False((await storage.Reserve(chatId, 50_000)).IsRefused);
        Assert.Equal(Reason.StorageFull, (await storage.Reserve(Secrets.NewId(), 1)).Refusal!.Reason);
        await storage.Report(chatId, 70_000);
        Assert.False((await storage.Reserve(chatId, 60_000)).IsRefused);
        Assert.Equal(60_000, await storage.Used());
        await storage.Report(chatId, 0);
        Assert.Equal(0, await storage.Used());
    }

    [Fact]
    public async Task Nobody_is_refused_for_bytes_of_a_chat_that_is_no_more()
    {
        var (companyId, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        await _service.Client.GetGrain<ICompanyStorageGrain>(companyId).Report(Secrets.NewId(), 49_000);

        Assert.False((await Begin(chatId, alice, 10_000)).IsRefused);
        Assert.Equal(10_000, await _service.Used(companyId));
    }

    private async Task<string> SecondChat(string companyId) =>
        (await _service.Client.GetGrain<ICompanyGrain>(companyId).CreateChat("Second", PasswordHash.Create(Service.Password))).Value!.Id;

    private Task<Answer<Upload>> Begin(string chatId, Caller caller, long size) =>
        _service.FilesOf(chatId).BeginUpload(caller, new NewUpload(Secrets.NewId(), "a", size));
}
