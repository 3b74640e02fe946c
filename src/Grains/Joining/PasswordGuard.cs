using ConnectNow.Joining;

namespace ConnectNow.Grains.Joining;

/// <summary>
/// Slows guessing a chat's password: few tries for one network at one chat, more for one network at all chats, many for one chat
/// from everywhere, so that nobody can lock a chat's own people out cheaply.
/// </summary>
internal sealed class PasswordGuard(IGrainFactory grains, string chatId, string network)
{
    private const int FreeTriesHere = 5;
    private const int FreeTriesOfNetwork = 50;
    private const int FreeTriesAtChat = 500;

    private readonly IThrottleGrain _here = grains.GetGrain<IThrottleGrain>($"password/chat-ip/{chatId}/{network}");
    private readonly IThrottleGrain _network = grains.GetGrain<IThrottleGrain>($"password/ip/{network}");
    private readonly IThrottleGrain _chat = grains.GetGrain<IThrottleGrain>($"password/chat/{chatId}");

    /// <summary>
    /// Takes a try from each; one that must wait makes those before it whole again. The network comes first: whoever has guessed
    /// too much already must not make the service remember every id they think of.
    /// </summary>
    public async Task<ThrottleAnswer> Take()
    {
        var network = await _network.Take(FreeTriesOfNetwork);
        if (network.Wait is not null) return network;
        var here = await _here.Take(FreeTriesHere);
        if (here.Wait is not null)
        {
            await _network.GiveBack();
            return here;
        }

        var chat = await _chat.Take(FreeTriesAtChat);
        if (chat.Wait is null) return here;
        await Task.WhenAll(_here.GiveBack(), _network.GiveBack());
        return chat;
    }

    public Task Succeed() => Task.WhenAll(_here.Forget(), _network.GiveBack(), _chat.GiveBack());
}
