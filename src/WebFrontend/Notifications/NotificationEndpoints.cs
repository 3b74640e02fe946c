using ConnectNow.Notifications;
using ConnectNow.Participants;
using ConnectNow.WebFrontend.Chats;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ConnectNow.WebFrontend.Notifications;

/// <summary>What a participant is notified of while the chat is not in front of them, and on which devices.</summary>
internal static class NotificationEndpoints
{
    private const string Levels = "level is \"off\", \"mentions\" or \"all\".";

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/push", KeyAsync).WithTags("Notifications")
            .WithName("getPushKey").WithSummary("The key with which browsers subscribe to notifications")
            .WithDescription("For `applicationServerKey`. It may be kept for 5 minutes.")
            .Refuses();
        var notifications = routes.MapGroup("/api/chats/{chat_id}/notifications").WithTags("Notifications")
            .RequireAuthorization(Authentication.ChatUser).RefuseStrangers();
        notifications.MapGet("", GetAsync)
            .WithName("getNotifications").WithSummary("What one is notified of")
            .WithDescription("One's own setting for this chat.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed);
        notifications.MapPut("", SetAsync)
            .WithName("setNotifications").WithSummary("Choose what to be notified of, and add this device")
            .WithDescription("A device is notified until it is signed out, its push service says that it is gone, or the person leaves the chat.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.InvalidField);
        notifications.MapDelete("/devices", RemoveDeviceAsync)
            .WithName("removeNotificationDevice").WithSummary("Notify a device no more")
            .WithDescription("Done as well when it was not notified.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.InvalidField);
    }

    private static async Task<Ok<PushView>> KeyAsync(HttpContext http, IGrainFactory grains)
    {
        var key = await grains.GetGrain<IVapidGrain>(IVapidGrain.Key).PublicKey();
        http.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Ok(new PushView(key));
    }

    private static async Task<Results<Ok<NotificationSettingsView>, Refused>> GetAsync(
        string chat_id, ChatCaller asked, IGrainFactory grains) =>
        ViewOf(await Participant(grains, asked).Notifications(asked.Caller.Stay));

    private static async Task<Results<Ok<NotificationSettingsView>, Refused>> SetAsync(
        string chat_id, NotificationSettingsRequest body, HttpContext http, ChatCaller asked, IGrainFactory grains)
    {
        if (LevelOf(body.Level) is not { } level) return new Refused(Refusal.Invalid("level", Levels));
        if (TokenOf(http.Request, asked.ChatId) is not { } token) return new Refused(Reason.NotInChat);
        return ViewOf(await Participant(grains, asked).SetNotifications(token.Secret, level, body.Subscription?.ToSubscription()));
    }

    private static async Task<Results<NoContent, Refused>> RemoveDeviceAsync(
        string chat_id, [FromBody] DeviceRequest body, ChatCaller asked, IGrainFactory grains)
    {
        if (string.IsNullOrEmpty(body.Endpoint)) return new Refused(Refusal.Invalid("endpoint", "endpoint is the address of the subscription that is to end."));
        await Participant(grains, asked).ForgetPushDevice(body.Endpoint);
        return TypedResults.NoContent();
    }

    private static Results<Ok<NotificationSettingsView>, Refused> ViewOf(Answer<NotificationSettings> answer) =>
        answer.Value is { } settings ? TypedResults.Ok(NotificationSettingsView.Of(settings)) : new Refused(answer.Refusal!);

    private static NotificationLevel? LevelOf(string? name)
    {
        foreach (var level in Enum.GetValues<NotificationLevel>())
        {
            if (SnakeCase<NotificationLevel>.Of(level) == name) return level;
        }

        return null;
    }

    /// <summary>The credential by which the call was let in: a device is notified as long as it is signed in.</summary>
    private static ChatUserToken? TokenOf(HttpRequest request, string chatId)
    {
        if (Authentication.BearerOf(request) is not { } bearer) return Cookies.ChatUser(request, chatId);
        return ChatUserToken.TryParse(bearer, out var token) ? token : null;
    }

    private static IParticipantGrain Participant(IGrainFactory grains, ChatCaller asked) =>
        grains.GetGrain<IParticipantGrain>($"{asked.ChatId}/{asked.Caller.ParticipantId}");
}
