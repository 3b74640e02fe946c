using System.Collections.Immutable;
using ConnectNow.Accounts;
using ConnectNow.Chats;

namespace ConnectNow.Grains.Accounts;

/// <summary>
/// Which chats an address is in. Anybody with a chat's password can come into it under any address, so those where the address was never
/// proven are kept apart: the person is asked about them after signing in, and they can't push out the ones that are known to be theirs.
/// </summary>
internal sealed partial class AccountGrain
{
    /// <summary>Chats in which the address is proven: a browser keeps some 180 cookies of one site.</summary>
    private const int MostProven = 150;

    /// <summary>Chats in which it is not: the newest.</summary>
    private const int MostUnproven = 50;

    /// <summary>Sessions that may choose at a time.</summary>
    private const int MostChoosing = 5;

    /// <summary>How long a person who signed in may take to say which of the chats are theirs.</summary>
    private static readonly TimeSpan TimeToChoose = TimeSpan.FromMinutes(10);

    public async Task Remember(string email, string chatId, string participantId)
    {
        await Inherit(email);
        if (State.Chats.Any(chat => chat.ChatId == chatId && chat.ParticipantId == participantId)) return;
        State.Email = email;
        var fresh = await Looked(new AccountChat(chatId, participantId));
        State.Chats = await Bounded([.. State.Chats.Where(chat => chat.ChatId != chatId), fresh]);
        await this.Write(store);
    }

    public async Task<ImmutableArray<OfferedChat>> Offers(string session)
    {
        if (!MayChoose(session)) return [];
        var offers = await Task.WhenAll(State.Chats.Where(chat => !chat.Proven).Select(Offer));
        return [.. offers.OfType<OfferedChat>()];
    }

    public async Task<Answer<ImmutableArray<SignedIn>>> Accept(string session, ImmutableArray<string> chatIds, string device)
    {
        if (!MayChoose(session)) return Reason.SessionExpired;
        return await SignInTo(chat => !chat.Proven && chatIds.Contains(chat.ChatId), session, device);
    }

    /// <summary>Signs a device in to those chats, and notes that the address is proven there now.</summary>
    private async Task<ImmutableArray<SignedIn>> SignInTo(Func<AccountChat, bool> which, string session, string device)
    {
        ImmutableArray<SignedIn> signedIn = [.. (await Task.WhenAll(State.Chats.Where(which).Select(chat => SignIn(chat, session, device)))).OfType<SignedIn>()];
        var chats = signedIn.Select(each => each.ChatId).ToHashSet();
        if (!State.Chats.Any(chat => !chat.Proven && chats.Contains(chat.ChatId))) return signedIn;
        State.Chats = [.. State.Chats.Select(chat => chats.Contains(chat.ChatId) ? chat with { Proven = true } : chat)];
        await this.Write(store);
        return signedIn;
    }

    /// <summary>People who came in before it was stored, or have proven the address in the chat itself, are looked up.</summary>
    private async Task LookAgain()
    {
        var chats = await Task.WhenAll(State.Chats.Select(Looked));
        if (chats.SequenceEqual(State.Chats)) return;
        State.Chats = [.. chats];
        await this.Write(store);
    }

    private async Task<AccountChat> Looked(AccountChat chat) =>
        !chat.Proven && await GrainFactory.GetGrain<IChatGrain>(chat.ChatId).Find(chat.ParticipantId) is { Verified: true } ? chat with { Proven = true } : chat;

    /// <summary>The newest of both kinds. Before one goes for being unproven it is looked at.</summary>
    private async Task<ImmutableArray<AccountChat>> Bounded(ImmutableArray<AccountChat> chats)
    {
        while (chats.Count(chat => !chat.Proven) > MostUnproven)
        {
            var oldest = chats.First(chat => !chat.Proven);
            var looked = await Looked(oldest);
            chats = looked.Proven ? chats.Replace(oldest, looked) : chats.Remove(oldest);
        }

        while (chats.Count(chat => chat.Proven) > MostProven) chats = chats.Remove(chats.First(chat => chat.Proven));
        return chats;
    }

    private async Task<OfferedChat?> Offer(AccountChat membership)
    {
        var chat = GrainFactory.GetGrain<IChatGrain>(membership.ChatId);
        if (await chat.Find(membership.ParticipantId) is not { Standing: Standing.Active, Verified: false } person) return null;
        return (await chat.Describe()).Value is { } described ? new OfferedChat(described.Id, described.Name, described.CompanyName, person.FullName) : null;
    }

    private void LetChoose(string session, DateTimeOffset now) =>
        State.Choosing = [.. State.Choosing.Where(known => known.Until > now && known.Session != session).TakeLast(MostChoosing - 1), new Choosing(session, now + TimeToChoose)];

    private bool MayChoose(string session) => State.Choosing.Any(known => known.Session == session && known.Until > time.GetUtcNow());
}
