using System.Threading.Channels;
using ConnectNow.Chats;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>The half of a frontend that chats speak to.</summary>
internal sealed class Frontend : IFrontend
{
    private readonly string _id = Secrets.NewId();
    private readonly Channel<ChatFrame> _frames = Channel.CreateUnbounded<ChatFrame>();
    private readonly Service _service;
    private readonly string _chatId;
    private readonly IFrontend _address;

    public Frontend(Service service, string chatId) =>
        (_service, _chatId, _address) = (service, chatId, service.Client.CreateObjectReference<IFrontend>(this));

    public Task Accept(ChatFrame frame) => _frames.Writer.WriteAsync(frame).AsTask();

    public Task<Answer<Lease>> Lease(params string[] here) =>
        _service.Chat(_chatId).Lease(new LeaseRequest { FrontendId = _id, Frontend = _address, Here = [.. here] });

    public Task Release() => _service.Chat(_chatId).Release(_id);

    public async Task<ChatFrame> Next(Func<ChatFrame, bool> isIt)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var frame = await _frames.Reader.ReadAsync(deadline.Token);
            if (isIt(frame)) return frame;
        }
    }

    public async Task<IReadOnlyList<ChatEvent>> Events(int count)
    {
        var events = new List<ChatEvent>();
        while (events.Count < count) events.AddRange((await Next(frame => frame.Events.Length > 0)).Events);
        return events;
    }
}
