using System.Diagnostics.CodeAnalysis;

namespace ConnectNow.WebFrontend.Security;

/// <summary>One device of one participant of one chat: <c>cnu_{chat_id}_{participant_id}_{secret}</c>.</summary>
internal sealed record ChatUserToken(string ChatId, string ParticipantId, string Secret)
{
    public const string Prefix = "cnu_";

    /// <summary>Accepts only the exact form: nothing else reaches a grain.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ChatUserToken? token)
    {
        token = text?.Split('_') is ["cnu", var chat, var participant, var secret]
            && Secrets.IsId(chat) && Secrets.IsId(participant) && Secrets.IsSecret(secret)
            ? new ChatUserToken(chat, participant, secret)
            : null;
        return token is not null;
    }

    /// <summary>Whose token it is: the key of the participant's grain, and what a seal is made over.</summary>
    public string Owner => $"{ChatId}/{ParticipantId}";

    /// <summary>The token as it is sent. A secret: for cookies and the one answer that hands it out.</summary>
    public override string ToString() => $"{Prefix}{ChatId}_{ParticipantId}_{Secret}";
}

/// <summary>An API token of a company: <c>cnc_{company_id}_{secret}</c>.</summary>
internal sealed record CompanyToken(string CompanyId, string Secret)
{
    public const string Prefix = "cnc_";

    /// <inheritdoc cref="ChatUserToken.TryParse"/>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CompanyToken? token)
    {
        token = text?.Split('_') is ["cnc", var company, var secret] && Secrets.IsId(company) && Secrets.IsSecret(secret)
            ? new CompanyToken(company, secret)
            : null;
        return token is not null;
    }

    /// <inheritdoc cref="ChatUserToken.ToString"/>
    public override string ToString() => $"{Prefix}{CompanyId}_{Secret}";
}
