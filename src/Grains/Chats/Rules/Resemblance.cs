using System.Text;
using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Joining;

namespace ConnectNow.Grains.Chats.Rules;

/// <summary>Whom a name or an address could be taken for.</summary>
internal static class Resemblance
{
    /// <summary>Nobody is called like the company that speaks in the chat.</summary>
    public static Refusal? ToCompany(string name, string surname, string company) =>
        company.Length > 0 && WithoutBlanks($"{name} {surname}") == WithoutBlanks(company)
            ? Refusal.Mistyped("name", "refusal.name.company")
            : null;

    /// <summary>An address that looks like a person's here and is another one: two in plain ASCII can be told apart by reading.</summary>
    public static Refusal? ToAddress(ChatState state, string email)
    {
        var isPlain = Ascii.IsValid(email);
        var skeleton = LookAlikes.SkeletonOf(email);
        return state.Participants.Values.Any(person => (!isPlain || !Ascii.IsValid(person.Email)) && person.Email != email && LookAlikes.SkeletonOf(person.Email) == skeleton)
            ? Refusal.Mistyped("email", "refusal.email.lookAlike")
            : null;
    }

    /// <summary>Whether another person here has the name, or one that looks the same.</summary>
    public static bool ToName(ChatState state, Participant person)
    {
        var skeleton = LookAlikes.SkeletonOf(person.FullName);
        return state.Participants.Values.Any(other => other.Id != person.Id && LookAlikes.SkeletonOf(other.FullName) == skeleton);
    }

    private static string WithoutBlanks(string text) => LookAlikes.SkeletonOf(text).Replace(" ", "", StringComparison.Ordinal);
}
