using ConnectNow.Chats;
using Orleans.Streams;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>
/// Listens on this frontend's streams from the start of the process to its end. Few and long-lived: a cold stream costs its first
/// message many milliseconds. What a stream loses shows as a gap in the numbers, and the room fetches it.
/// </summary>
internal sealed class FrontendFeed(IClusterClient cluster, ChatRooms rooms) : IHostedService
{
    private readonly List<StreamSubscriptionHandle<ChatFrame>> _handles = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var provider = cluster.GetStreamProvider(Fanout.Provider);
        for (var lane = 0; lane < Fanout.Lanes; lane++)
        {
            var stream = provider.GetStream<ChatFrame>(StreamId.Create(Fanout.Namespace, Fanout.StreamKey(rooms.FrontendId, lane)));
            _handles.Add(await stream.SubscribeAsync(OnNextAsync));
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_handles.Select(handle => handle.UnsubscribeAsync()));
        _handles.Clear();
    }

    private Task OnNextAsync(ChatFrame frame, StreamSequenceToken? token)
    {
        rooms.Dispatch(frame);
        return Task.CompletedTask;
    }
}
