using System.Diagnostics;
using ConnectNow.Chats;
using ConnectNow.Grains.Telemetry;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Grains.Chats.Fanout;

/// <summary>
/// Sends one chat's frames to one frontend, in order, one at a time; what arrives while one is under way travels together. Bounded:
/// a frontend that can't keep up loses frames, sees the gap by the numbers, and asks.
/// </summary>
internal sealed partial class FramePublisher(IFrontend frontend, ILogger logger)
{
    /// <summary>Frames that may wait. Beyond it all that wait are dropped.</summary>
    public const int Capacity = 1_000;

    private readonly List<ChatFrame> _waiting = [];
    private Task _pump = Task.CompletedTask;
    private Activity? _cause;

    public void Publish(ChatFrame frame)
    {
        if (_waiting.Count == Capacity)
        {
            LogDropped(logger, frame.ChatId, _waiting.Count);
            _waiting.Clear();
        }

        _waiting.Add(frame);
        _cause = CommitTrace.Cause;
        if (_pump.IsCompleted) _pump = Pump();
    }

    private async Task Pump()
    {
        while (_waiting.Count > 0)
        {
            var frame = Join(_waiting);
            _waiting.Clear();
            // What travels together belongs to what was published last.
            CommitTrace.Resume(_cause);
            try
            {
                await frontend.Accept(frame);
            }
            catch (Exception fault)
            {
                // It may be dead, and its lease will end; if it lives, the number shows it what it has missed.
                LogLost(logger, fault, frame.ChatId);
            }
        }
    }

    private static ChatFrame Join(List<ChatFrame> frames) => frames is [var only]
        ? only
        : new ChatFrame
        {
            ChatId = frames[0].ChatId,
            Events = [.. frames.SelectMany(frame => frame.Events)],
            People = [.. frames.SelectMany(frame => frame.People)],
            Presence = [.. frames.SelectMany(frame => frame.Presence)],
            Reads = [.. frames.SelectMany(frame => frame.Reads)],
            Erased = frames.Exists(frame => frame.Erased),
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dropped {Count} frames of chat {ChatId} because the frontend is too slow.")]
    private static partial void LogDropped(ILogger logger, string chatId, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A frame of chat {ChatId} was lost on its way to a frontend.")]
    private static partial void LogLost(ILogger logger, Exception fault, string chatId);
}
