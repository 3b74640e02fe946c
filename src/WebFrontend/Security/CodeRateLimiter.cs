using ConnectNow.Joining;
using ConnectNow.Sealing;

namespace ConnectNow.WebFrontend.Security;

/// <summary>
/// Slows asking for codes and guessing at them by network, across all addresses. Each way to get a code (<see cref="Entrance"/>) counts
/// apart.
/// </summary>
internal sealed class CodeRateLimiter(IGrainFactory grains, Seal seal)
{
    /// <summary>What a code opens.</summary>
    public enum Entrance
    {
        Join,
        SignIn,
        Token,
    }

    /// <summary>The network of a request as grains know it: by a name that says nothing without the key of the deployment.</summary>
    public Task<string> NetworkOf(HttpContext http) => seal.NameOf(PersonalNames.Network, ClientAddress.NetworkOf(http));

    /// <summary>Counts a request for a code, no matter for which address: null, or how long this network has to wait.</summary>
    public async Task<TimeSpan?> AskAsync(HttpContext http, Entrance entrance)
    {
        var (network, wider) = (await NetworkOf(http), await WiderOf(http));
        return await Quota($"codes/{entrance}/network/{network}").Take(CodeLimits.OfNetwork)
            ?? (network == wider ? null : await Quota($"codes/{entrance}/wider/{wider}").Take(CodeLimits.OfWiderNetwork));
    }

    /// <summary>
    /// Counts a request for a code for one address: first of this network, then of all together. Null when it may be mailed, else how long
    /// to wait.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="entrance">What the code opens.</param>
    /// <param name="whose">Names the address: personal, so a name of <see cref="Seal.NameOf"/>.</param>
    /// <param name="isOwner">Whether a person who is signed in asks in their own name: strangers take nothing from them.</param>
    public async Task<TimeSpan?> AskAboutAsync(HttpContext http, Entrance entrance, string whose, Func<Task<bool>> isOwner)
    {
        var wait = await Quota($"codes/{entrance}/{whose}/{await WiderOf(http)}")
            .Take(CodeLimits.OfAddressHere) ?? await Quota($"codes/{entrance}/{whose}").Take(CodeLimits.OfAddress);
        if (wait is null || !await isOwner()) return wait;
        return await Quota($"codes/{entrance}/{whose}/owner").Take(CodeLimits.OfOwner);
    }

    /// <summary>
    /// Tries a code: a wrong one counts for the network, and those under way at the same time are gone than may still be wrong.
    /// </summary>
    public async Task<Answer<T>> TryAsync<T>(HttpContext http, Entrance entrance, Func<Task<Answer<T>>> attempt)
    {
        var (network, wider) = (await NetworkOf(http), await WiderOf(http));
        List<(string Key, GuessLimits Limits)> keys = [($"codes/{entrance}/wrong/{network}", CodeLimits.Wrong)];
        if (network != wider) keys.Insert(0, ($"codes/{entrance}/wrong48/{wider}", CodeLimits.WrongOfWiderNetwork));
        List<(IGuessesGrain Grain, long Turn, GuessLimits Limits)> turns = [];
        var counts = false;
        try
        {
            foreach (var (key, limits) in keys)
            {
                var grain = grains.GetGrain<IGuessesGrain>(key);
                var turn = await grain.Begin(limits);
                if (turn.Wait is { } wait) return new Refusal(Reason.TooManyTries) { RetryAfter = wait };
                turns.Add((grain, turn.Number, limits));
            }

            var answer = await attempt();
            counts = answer.Refusal is { Reason: Reason.WrongCode or Reason.CodeExpired };
            return answer;
        }
        finally
        {
            await Task.WhenAll(turns.Select(turn => turn.Grain.End(turn.Turn, right: !counts, turn.Limits)));
        }
    }

    private Task<string> WiderOf(HttpContext http) => seal.NameOf(PersonalNames.Network, ClientAddress.WiderNetworkOf(http));

    private IQuotaGrain Quota(string key) => grains.GetGrain<IQuotaGrain>(key);
}
