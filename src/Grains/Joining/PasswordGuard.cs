using ConnectNow.Joining;

namespace ConnectNow.Grains.Joining;

/// <summary>
/// Slows guessing a chat's password: few wrong tries for one network at one chat, more for one network at all chats, and more of each for
/// the organisation's network around it. Nobody is locked out by what others do elsewhere: see <see cref="IPasswordGuessWatchGrain"/>.
/// </summary>
/// <param name="grains">Finds what counts.</param>
/// <param name="chatId">The chat.</param>
/// <param name="network">The network, as a hash.</param>
/// <param name="wider">The organisation's network, as a hash: the same for IPv4.</param>
internal sealed class PasswordGuard(IGrainFactory grains, string chatId, string network, string wider)
{
    private static readonly GuessLimits Here = new() { Free = 5, Spare = 3 };
    private static readonly GuessLimits WiderHere = new() { Free = 20, Spare = 6 };
    private static readonly GuessLimits AtAllChats = new() { Free = 50, Spare = 10 };
    private static readonly GuessLimits WiderAtAllChats = new() { Free = 200, Spare = 20 };
    private static readonly GuessLimits OfStrangers = new() { Free = 1 };

    private readonly List<(IGuessesGrain Grain, long Turn, GuessLimits Limits, bool IsHere)> _turns = [];
    private readonly IPasswordGuessWatchGrain _watch = grains.GetGrain<IPasswordGuessWatchGrain>(chatId);

    /// <summary>
    /// Begins a try, or says how long to wait. The network at all chats comes first: a network that has guessed too much already must not
    /// make the service remember every id they think of.
    /// </summary>
    public async Task<TimeSpan?> Begin()
    {
        var isIPv6 = wider != network;
        if (isIPv6 && await Begin($"password/ip48/{wider}", WiderAtAllChats, isHere: false) is { } a) return a;
        if (await Begin($"password/ip/{network}", AtAllChats, isHere: false) is { } b) return b;
        if (await _watch.IsStrange(wider) && await Begin($"password/siege/{chatId}/{wider}", OfStrangers, isHere: true) is { } c) return c;
        if (isIPv6 && await Begin($"password/chat-ip48/{chatId}/{wider}", WiderHere, isHere: true) is { } d) return d;
        return await Begin($"password/chat-ip/{chatId}/{network}", Here, isHere: true);
    }

    /// <summary>It was right or wrong. Answers how many free tries are left. A password that nobody can guess calls for no watch.</summary>
    public async Task<int> End(bool right, bool isWatched)
    {
        if (right || isWatched) await _watch.Note(wider, right);
        return await EndAll(right);
    }

    /// <summary>It was not tried after all.</summary>
    public Task GiveBack() => EndAll(right: true);

    private async Task<TimeSpan?> Begin(string key, GuessLimits limits, bool isHere)
    {
        var grain = grains.GetGrain<IGuessesGrain>(key);
        var turn = await grain.Begin(limits);
        if (turn.Wait is null) _turns.Add((grain, turn.Number, limits, isHere));
        else await GiveBack();
        return turn.Wait;
    }

    private async Task<int> EndAll(bool right)
    {
        var left = await Task.WhenAll(_turns.Select(async turn => (turn.IsHere, Tries: await turn.Grain.End(turn.Turn, right, turn.Limits))));
        return left.Where(each => each.IsHere).Select(each => each.Tries).DefaultIfEmpty().Min();
    }
}
