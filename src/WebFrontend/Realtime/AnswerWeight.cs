using ConnectNow.WebFrontend.Wire;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>How many bytes an answer is, roughly: near enough for a budget, and found without writing it.</summary>
internal static class AnswerWeight
{
    private const int Small = 100;
    private const int OfPerson = 400;
    private const int OfEvent = 250;
    private const int OfAttachment = 300;

    public static int Of(object answer) => answer switch
    {
        SnapshotAnswer snapshot => Small + Of(snapshot.People) + Of(snapshot.Events),
        HistoryAnswer history => Small + Of(history.People) + Of(history.Events),
        _ => Small,
    };

    private static int Of(IReadOnlyList<ParticipantView>? people) => (people?.Count ?? 0) * OfPerson;

    private static int Of(IReadOnlyList<EventView>? events) =>
        events?.Sum(chatEvent => OfEvent + (chatEvent.Text?.Length ?? 0) + (chatEvent.Attachments.Count * OfAttachment)) ?? 0;
}
