using System.Reflection;
using ConnectNow.Chats;
using ConnectNow.WebFrontend.Companies;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;

namespace ConnectNow.WebFrontend.Chats;

/// <summary>The chat a request is about, and on whose behalf it is asked: the participant of the token, or the company that owns the chat.</summary>
internal sealed class ChatCaller : IMayBeRefused
{
    private ChatCaller(string chatId, IChatGrain? chat, Caller? caller, string? companyId, Refusal? refusal)
    {
        ChatId = chatId;
        Chat = chat!;
        Caller = caller!;
        CompanyId = companyId;
        Refusal = refusal;
    }

    public string ChatId { get; }

    public IChatGrain Chat { get; }

    public Caller Caller { get; }

    /// <summary>The company that owns the chat, when it is the company that asks.</summary>
    public string? CompanyId { get; }

    public Refusal? Refusal { get; }

    /// <summary>From the path of the request and its credential.</summary>
    public static async ValueTask<ChatCaller?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        var chatId = http.Request.RouteValues["chat_id"] as string ?? "";
        var grains = http.RequestServices.GetRequiredService<IGrainFactory>();
        return http.User.ParticipantCaller() is { } participant
            ? OfParticipant(grains, chatId, http.User.ChatId()!, participant)
            : await OfCompanyAsync(grains, chatId, http.User.CompanyId()!);
    }

    private static ChatCaller OfParticipant(IGrainFactory grains, string chatId, string tokensChat, Caller participant) => chatId == tokensChat
        ? new ChatCaller(chatId, grains.GetGrain<IChatGrain>(chatId), participant, null, null)
        : new ChatCaller(chatId, null, null, null, new Refusal(Reason.NotAllowed));

    /// <summary>A chat of a company that is not the caller's is as one that does not exist.</summary>
    private static async Task<ChatCaller> OfCompanyAsync(IGrainFactory grains, string chatId, string caller)
    {
        if (!Secrets.IsId(chatId)) return Unknown(chatId);
        var chat = grains.GetGrain<IChatGrain>(chatId);
        var described = await chat.Describe();
        if (described.Value is not { } found) return Unknown(chatId);
        var owner = await CompanyCaller.FindAsync(grains, caller, found.CompanyId);
        return owner.IsRefused ? Unknown(chatId) : new ChatCaller(chatId, chat, Caller.Company(found.CompanyId), found.CompanyId, null);
    }

    private static ChatCaller Unknown(string chatId) => new(chatId, null, null, null, new Refusal(Reason.NotFound));
}
