namespace ConnectNow.WebFrontend.Realtime;

/// <summary>What the hub notes. Apart, because every public method of a hub can be called from outside.</summary>
internal static partial class HubLog
{
    [LoggerMessage(LogLevel.Warning, "Chat {ChatId} did not answer.")]
    public static partial void Unavailable(ILogger logger, Exception exception, string chatId);
}
