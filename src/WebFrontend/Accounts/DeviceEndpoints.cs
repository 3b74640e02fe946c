using ConnectNow.Chats;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Accounts;

/// <summary>The pages' call for the chats that a browser is in.</summary>
internal static class DeviceEndpoints
{
    /// <summary>Chats asked about at a time.</summary>
    private const int AtOnce = 8;

    /// <summary>Chats asked about in one call: browsers keep no more cookies of one site.</summary>
    private const int MostChats = 180;

    public static void MapDevice(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/device/chats", ChatsAsync).WithTags("This device")
            .WithName("listDeviceChats").WithSummary("The chats whose cookies this browser has, newest talk first")
            .WithDescription("Cookies that are no longer valid are cleared.")
            .Refuses();

    private static async Task<Results<Ok<DeviceChatsView>, Refused>> ChatsAsync(
        HttpContext http, IGrainFactory grains, Devices devices, Cookies cookies, CookieBudget budget)
    {
        var found = new List<DeviceChatView>();
        var chats = Cookies.Chats(http.Request).Take(MostChats).ToList();
        // Each cookie asks what a call of its own would ask.
        if (budget.Spend(http, chats.Count) is { } wait) return new Refused(new Refusal(Reason.TooFast) { RetryAfter = wait });
        foreach (var some in chats.Chunk(AtOnce))
        {
            var views = await Task.WhenAll(some.Select(async chatId => (chatId, Found: await FindAsync(http, chatId, grains, devices))));
            foreach (var (chatId, answer) in views)
            {
                if (answer is null) cookies.ClearChatUser(http, chatId);
                else found.Add(answer.View);
                if (answer?.Resealed is { } resealed) cookies.SetChatUser(http, resealed);
            }
        }

        return TypedResults.Ok(new DeviceChatsView([.. found.OrderByDescending(chat => chat.LastMessage?.At ?? chat.CreatedAt)]));
    }

    /// <summary>Null when the cookie is no longer valid. A chat that can't answer now throws: its cookie must not be cleared.</summary>
    private static async Task<Answered?> FindAsync(HttpContext http, string chatId, IGrainFactory grains, Devices devices)
    {
        if (Cookies.ChatUser(http.Request, chatId) is not { } token || await devices.FindAsync(http, token) is not { } device) return null;
        var opened = await grains.GetGrain<IChatGrain>(chatId).Open(device.Caller, null);
        if (opened.Value is not { } snapshot) return null;
        return new Answered(DeviceChatView.Of(snapshot, device.Participant.Id), device.IsSealed ? null : await devices.ResealAsync(token));
    }

    /// <summary>One chat, and the token that takes the place of one without a seal.</summary>
    private sealed record Answered(DeviceChatView View, ChatUserToken? Resealed);
}

/// <summary>The chats a browser is in.</summary>
internal sealed record DeviceChatsView(IReadOnlyList<DeviceChatView> Data);

/// <summary>One of them.</summary>
internal sealed record DeviceChatView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required CompanyName Company { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required bool Closed { get; init; }

    public required long LastSeq { get; init; }

    /// <summary>Events after the read mark.</summary>
    public required long Unread { get; init; }

    public required LastMessageView? LastMessage { get; init; }

    /// <summary>Who the browser's person is in this chat.</summary>
    public required ParticipantView Me { get; init; }

    public static DeviceChatView Of(ChatSnapshot snapshot, string me)
    {
        var chat = snapshot.Chat;
        var person = snapshot.People.First(each => each.Id == me);
        var last = snapshot.Events.LastOrDefault(chatEvent => chatEvent is { Kind: EventKind.Message, DeletedAt: null });
        return new DeviceChatView
        {
            Id = chat.Id,
            Name = chat.Name,
            Company = new CompanyName(chat.CompanyId, chat.CompanyName),
            CreatedAt = chat.CreatedAt,
            Closed = chat.Closed,
            LastSeq = snapshot.LastSeq,
            Unread = Math.Max(0, snapshot.LastSeq - person.ReadUpTo),
            LastMessage = last is null ? null : new LastMessageView(last.By, NameOf(last.By, snapshot), last.Text ?? "", last.At, AttachmentView.Of(last.Attachments)),
            Me = ParticipantView.Of(person),
        };
    }

    private static string NameOf(string by, ChatSnapshot snapshot) =>
        by == Author.Company ? snapshot.Chat.CompanyName : snapshot.People.FirstOrDefault(person => person.Id == by)?.FullName ?? "";
}

/// <summary>What was said last: a text, files, or both.</summary>
internal sealed record LastMessageView(string By, string Name, string Text, DateTimeOffset At, IReadOnlyList<AttachmentView> Attachments);
