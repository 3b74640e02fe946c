using ConnectNow.Chats;
using ConnectNow.Files;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>A chat with one person in it and one upload of 1,000 bytes, ready to be sent.</summary>
internal sealed class ChatWithUpload
{
    private readonly Service _service;

    private ChatWithUpload(Service service, string companyId, string chatId, Caller alice, Upload upload) =>
        (_service, CompanyId, ChatId, Alice, Upload) = (service, companyId, chatId, alice, upload);

    public string CompanyId { get; }

    public string ChatId { get; }

    public Caller Alice { get; }

    public Upload Upload { get; }

    public IChatGrain Chat => _service.Chat(ChatId);

    public IChatFilesGrain Files => _service.FilesOf(ChatId);

    public static async Task<ChatWithUpload> Set(Service service)
    {
        var (companyId, chatId) = await service.NewChat();
        var alice = await service.Join(chatId, "Alice");
        return new ChatWithUpload(service, companyId, chatId, alice, await service.Upload(chatId, alice, "a.txt", 1_000));
    }

    /// <summary>Waits until nothing is going on in the background: settling anything comes after what was begun before.</summary>
    public Task Quiet() => Files.CleanUp(Secrets.NewId());

    /// <summary>What the chat says it has, the store has; what it does not, it has not; and the company knows.</summary>
    public async Task IsConsistent()
    {
        var messages = await Chat.Messages(Alice, new MessageQuery { Page = 1, PerPage = 50 });
        if (messages.IsRefused) return;
        var attached = messages.Value!.Messages.SelectMany(message => message.Attachments).ToList();
        var waits = !(await Files.FindUpload(Alice, Upload.Id)).IsRefused;
        foreach (var attachment in attached) Assert.True(await _service.HasBytes(ChatId, attachment.Id), "What is attached is there.");
        Assert.True(waits || attached.Count > 0 || !await _service.HasBytes(ChatId, Upload.Id), "What nobody can see is gone.");
        Assert.True(!waits || (await _service.Marks(ChatId)).Any(mark => mark.FileId == Upload.Id), "What waits is marked.");
        Assert.InRange(await _service.Used(CompanyId), attached.Sum(attachment => attachment.Size) + (waits ? 1_000 : 0), 1_500);
    }

    /// <summary>The chat has so many files in messages and so many uploads, and the company counts these bytes.</summary>
    public async Task Holds(int attached, int waiting, long bytes)
    {
        var messages = (await Chat.Messages(Alice, new MessageQuery { Page = 1, PerPage = 50 })).Value!.Messages;
        Assert.Equal(attached, messages.Sum(message => message.Attachments.Length));
        Assert.Equal(waiting, (await _service.Marks(ChatId)).Count);
        Assert.Equal(attached > 0 || waiting > 0, await _service.HasBytes(ChatId, Upload.Id));
        Assert.Equal(bytes, await _service.Used(CompanyId));
    }
}
