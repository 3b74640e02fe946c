using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Telemetry;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>
/// How many hub calls a participant may make, and how much they may be answered, over all their connections at this frontend.
/// </summary>
internal sealed class HubBudget(Settings settings, TimeProvider time, SecurityEvents events) : IDisposable
{
    private readonly Budgets _calls = new(settings.Limits.MessagesPerSecond, settings.Limits.MessageBurst, time);
    private readonly Budgets _bytes = new(settings.Limits.AnswerBytesPerSecond, settings.Limits.AnswerBytesBurst, time);

    /// <summary>Takes one call off the budget: null when it may be made.</summary>
    public Refusal? Spend(string participantId)
    {
        if ((_calls.Spend(participantId) ?? _bytes.Spend(participantId)) is not { } wait) return null;
        events.HubCallRefused();
        return new Refusal(Reason.TooFast) { RetryAfter = wait };
    }

    /// <summary>Takes an answer off the budget. How large it is shows only once it is there.</summary>
    public void Charge(string participantId, object answer) => _bytes.Charge(participantId, AnswerWeight.Of(answer));

    public void Dispose()
    {
        _calls.Dispose();
        _bytes.Dispose();
    }
}
