using ConnectNow.Chats;
using ConnectNow.Participants;

namespace ConnectNow.WebFrontend.Security;

/// <summary>Checks chat-user tokens: the device must be signed in, and its participant must be in the chat now.</summary>
internal sealed class Devices(IGrainFactory grains)
{
    /// <summary>The participant and the stay, or null when the token is good no more, or never was.</summary>
    public async Task<SignedInDevice?> FindAsync(ChatUserToken token)
    {
        var stay = await Participant(token.ChatId, token.ParticipantId).Authenticate(token.Secret);
        if (stay is null) return null;
        var person = await grains.GetGrain<IChatGrain>(token.ChatId).Find(token.ParticipantId);
        return person is { Standing: Standing.Active } && person.Stay == stay ? new SignedInDevice(token.ChatId, person) : null;
    }

    /// <summary>Signs a device in for the participant's current stay.</summary>
    public async Task<ChatUserToken> SignInAsync(string chatId, Participant person, string device) =>
        new(chatId, person.Id, await Participant(chatId, person.Id).SignIn(person.Stay, device));

    private IParticipantGrain Participant(string chatId, string participantId) =>
        grains.GetGrain<IParticipantGrain>($"{chatId}/{participantId}");
}

/// <summary>A device of somebody who is in the chat.</summary>
internal sealed record SignedInDevice(string ChatId, Participant Participant)
{
    public Caller Caller => Caller.Participant(Participant.Id, Participant.Stay);
}
