using System.Globalization;
using System.Security.Claims;
using ConnectNow.Chats;

namespace ConnectNow.WebFrontend.Security;

/// <summary>Who a request speaks for, once its credential has been checked.</summary>
internal static class CallerClaims
{
    private const string Company = "company";
    private const string Chat = "chat";
    private const string Participant = "participant";
    private const string Stay = "stay";

    public static ClaimsPrincipal ForCompany(string companyId, string scheme) =>
        new(new ClaimsIdentity([new Claim(Company, companyId)], scheme));

    public static ClaimsPrincipal ForParticipant(string chatId, string participantId, long stay, string scheme) => new(new ClaimsIdentity(
        [
            new Claim(Chat, chatId),
            new Claim(Participant, participantId),
            new Claim(Stay, stay.ToString(CultureInfo.InvariantCulture)),
        ],
        scheme));

    /// <summary>The company whose API token the request bears, or null.</summary>
    public static string? CompanyId(this ClaimsPrincipal user) => user.FindFirstValue(Company);

    /// <summary>The chat the request's chat-user token is for, or null.</summary>
    public static string? ChatId(this ClaimsPrincipal user) => user.FindFirstValue(Chat);

    /// <summary>The participant whose chat-user token the request bears, or null.</summary>
    public static string? ParticipantId(this ClaimsPrincipal user) => user.FindFirstValue(Participant);

    /// <summary>The participant as chats want to know them.</summary>
    public static Caller? ParticipantCaller(this ClaimsPrincipal user) => user.ParticipantId() is { } id
        ? Caller.Participant(id, long.Parse(user.FindFirstValue(Stay)!, CultureInfo.InvariantCulture))
        : null;
}
