using System.Reflection;
using ConnectNow.Chats;
using ConnectNow.Files;
using ConnectNow.WebFrontend.Companies;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;

namespace ConnectNow.WebFrontend.Chats;

/// <summary>
/// The chat a request is about, and on whose behalf it is asked: the participant of the token, or the company that owns the chat.
/// </summary>
internal sealed class ChatCaller : IMayBeRefused
{
    private ChatCaller(IGrainFactory grains, string chatId, Caller caller, string? companyId = null)
    {
        ChatId = chatId;
        Chat = grains.GetGrain<IChatGrain>(chatId);
        Files = grains.GetGrain<IChatFilesGrain>(chatId);
        Caller = caller;
        CompanyId = companyId;
    }

    private ChatCaller(string chatId, Reason reason)
    {
        ChatId = chatId;
        (Chat, Files, Caller) = (null!, null!, null!);
        Refusal = new Refusal(reason);
    }

    public string ChatId { get; }

    public IChatGrain Chat { get; }

    /// <summary>The same chat, asked about its files.</summary>
    public IChatFilesGrain Files { get; }

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
        ? new ChatCaller(grains, chatId, participant)
        : new ChatCaller(chatId, Reason.NotAllowed);

    /// <summary>A chat of a company that is not the caller's is as one that does not exist.</summary>
    private static async Task<ChatCaller> OfCompanyAsync(IGrainFactory grains, string chatId, string caller)
    {
        if (!Secrets.IsId(chatId)) return new ChatCaller(chatId, Reason.NotFound);
        var described = await grains.GetGrain<IChatGrain>(chatId).Describe();
        if (described.Value is not { } found) return new ChatCaller(chatId, Reason.NotFound);
        var owner = await CompanyCaller.FindAsync(grains, caller, found.CompanyId);
        return owner.IsRefused
            ? new ChatCaller(chatId, Reason.NotFound)
            : new ChatCaller(grains, chatId, Caller.Company(found.CompanyId), found.CompanyId);
    }
}
