using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using ConnectNow.Chats;
using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Wire;

namespace ConnectNow.WebFrontend.Chats;

/// <summary>What creates a chat.</summary>
/// <param name="Name">1 to 120 characters.</param>
/// <param name="Password">8 to 128 characters; without it one is made.</param>
/// <param name="CompanyId">The company it is for; without it the token's own.</param>
internal sealed record NewChatRequest(
    [property: Required, StringLength(ChatLimits.NameLength, MinimumLength = 1)] string? Name,
    [property: StringLength(ChatLimits.MaxPasswordLength, MinimumLength = ChatLimits.MinPasswordLength)] string? Password,
    string? CompanyId);

/// <summary>What changes a chat; what is missing stays as it is.</summary>
/// <param name="Name">1 to 120 characters.</param>
/// <param name="Password">8 to 128 characters. Those who are in the chat stay in.</param>
/// <param name="Closed">A closed chat can be read, but nobody can write or join.</param>
/// <param name="InviteWithPassword">Whether those in the chat may pass on the link with the password. True in a new chat.</param>
internal sealed record ChatChangeRequest(
    [property: StringLength(ChatLimits.NameLength, MinimumLength = 1)] string? Name,
    [property: StringLength(ChatLimits.MaxPasswordLength, MinimumLength = ChatLimits.MinPasswordLength)] string? Password,
    bool? Closed,
    bool? InviteWithPassword);

/// <summary>A chat.</summary>
internal record ChatView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required CompanyName Company { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required bool Closed { get; init; }

    /// <summary>How many are in it.</summary>
    public required int People { get; init; }

    /// <summary>How many may be in it at once.</summary>
    public required int PeopleLimit { get; init; }

    /// <summary>Bytes of the largest file that can be sent.</summary>
    public required long FileLimit { get; init; }

    /// <summary>How many messages it holds.</summary>
    public required long Messages { get; init; }

    /// <summary>The number of its newest event.</summary>
    public required long LastSeq { get; init; }

    /// <summary>The join link, without the password.</summary>
    public required string Url { get; init; }

    /// <summary>Whether those in the chat may pass on the link with the password: their devices then keep it for 30 days.</summary>
    public required bool InviteWithPassword { get; init; }

    /// <summary>Another one with every change of the password; null when devices may not keep it.</summary>
    public required string? PasswordMark { get; init; }

    public static ChatView Of(ChatDescription chat, PublicAddress address) => new()
    {
        Id = chat.Id,
        Name = chat.Name,
        Company = new CompanyName(chat.CompanyId, chat.CompanyName),
        CreatedAt = chat.CreatedAt,
        Closed = chat.Closed,
        People = chat.People,
        PeopleLimit = chat.PeopleLimit,
        FileLimit = chat.FileLimit,
        Messages = chat.Messages,
        LastSeq = chat.LastSeq,
        Url = address.Join(chat.Id),
        InviteWithPassword = chat.PasswordMark is not null,
        PasswordMark = chat.PasswordMark,
    };
}

/// <summary>A chat just made, with its password: shown this once.</summary>
internal sealed record CreatedChatView : ChatView
{
    [SetsRequiredMembers]
    public CreatedChatView(ChatView chat, string password, string urlWithPassword) : base(chat)
    {
        Password = password;
        UrlWithPassword = urlWithPassword;
    }

    public string Password { get; }

    /// <summary>The join link that carries the password.</summary>
    public string UrlWithPassword { get; }
}

/// <summary>A link to a chat.</summary>
internal sealed record LinkView(string Url);
