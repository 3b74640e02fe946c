using ConnectNow.Chats;
using ConnectNow.Participants;

namespace ConnectNow.WebFrontend.Security;

/// <summary>Checks chat-user tokens: the device must be signed in, and its participant must be in the chat now.</summary>
internal sealed class Devices(IGrainFactory grains, CredentialGate gate)
{
    /// <summary>The participant and the stay, or null when the token is not valid, or no longer.</summary>
    /// <exception cref="CredentialBudgetException">It can't be said now.</exception>
    public async Task<SignedInDevice?> FindAsync(HttpContext http, ChatUserToken token)
    {
        var isSealed = await gate.PassAsync(http, token.Owner, token.Secret);
        var stay = await ParticipantOf(token).Authenticate(token.Secret);
        if (stay is null) return null;
        if (!isSealed) gate.Remember(token.Owner, token.Secret);
        var person = await grains.GetGrain<IChatGrain>(token.ChatId).Find(token.ParticipantId);
        return person is { Standing: Standing.Active } && person.Stay == stay ? new SignedInDevice(token.ChatId, person, isSealed) : null;
    }

    /// <summary>Whether the token belonged to a device of a chat that is erased. Nobody else learns that there ever was one.</summary>
    public async Task<bool> WasInDeletedChatAsync(ChatUserToken token)
    {
        if (await ParticipantOf(token).Authenticate(token.Secret) is null) return false;
        var chat = await grains.GetGrain<IChatGrain>(token.ChatId).Describe();
        return chat.Refusal?.Reason == Reason.NotFound;
    }

    /// <summary>Signs a device in for the participant's current stay.</summary>
    public async Task<ChatUserToken> SignInAsync(string chatId, Participant person, string device)
    {
        var token = new ChatUserToken(chatId, person.Id, "");
        return token with { Secret = await ParticipantOf(token).SignIn(person.Stay, device) };
    }

    /// <summary>A token with a seal for one without, which stays good; null when it is no token any more.</summary>
    public async Task<ChatUserToken?> ResealAsync(ChatUserToken token) =>
        await ParticipantOf(token).Reseal(token.Secret) is { } secret ? token with { Secret = secret } : null;

    private IParticipantGrain ParticipantOf(ChatUserToken token) => grains.GetGrain<IParticipantGrain>(token.Owner);
}

/// <summary>A device of a person who is in the chat.</summary>
internal sealed record SignedInDevice(string ChatId, Participant Participant, bool IsSealed)
{
    public Caller Caller => Caller.Participant(Participant.Id, Participant.Stay);
}
