using System.ComponentModel.DataAnnotations;
using ConnectNow.Chats;
using ConnectNow.Joining;
using ConnectNow.Mailing;
using ConnectNow.WebFrontend.Describing;
using ConnectNow.WebFrontend.Wire;

namespace ConnectNow.WebFrontend.Joining;

/// <summary>What <c>join/password</c> takes.</summary>
internal sealed record PasswordRequest([property: Required] string? Password);

/// <summary>What <c>join/who</c> takes.</summary>
internal sealed record IdentityRequest(
    [property: Required, StringLength(ChatLimits.PersonNameLength, MinimumLength = 1)] string? Name,
    [property: Required, StringLength(ChatLimits.PersonNameLength, MinimumLength = 1)] string? Surname,
    [property: Required, StringLength(ChatLimits.EmailLength, MinimumLength = 1)] string? Email);

/// <summary>What <c>join/code</c> takes.</summary>
internal sealed record CodeRequest([property: Required] string? Code);

/// <summary>Where a browser stands on its way into a chat.</summary>
internal sealed record JoinProgressView
{
    /// <summary>password, who, code or joined.</summary>
    [NamesOf(typeof(JoinStep))] public required string Step { get; init; }

    /// <summary>Missing before the password was given: nobody learns a chat's name without it.</summary>
    public JoinChatView? Chat { get; init; }

    /// <summary>What was typed, to show it again.</summary>
    public PersonView? Person { get; init; }

    /// <summary>The address the code goes to, masked.</summary>
    public string? SentTo { get; init; }

    /// <summary>What is known of the mail with the code: sending, sent, delayed, failed or uncertain. Missing when nothing is.</summary>
    public string? Mail { get; init; }

    /// <summary>When a new code can be asked for.</summary>
    public DateTimeOffset? ResendAt { get; init; }

    /// <summary>Whole seconds until then: for clocks that say something else than ours.</summary>
    public int? ResendIn { get; init; }

    /// <summary>Who the person is in the chat.</summary>
    public string? ParticipantId { get; init; }

    public static JoinProgressView Beginning { get; } = new() { Step = SnakeCase<JoinStep>.Of(JoinStep.Password) };

    public static JoinProgressView Joined(ChatDescription chat, string participantId) => new()
    {
        Step = SnakeCase<JoinStep>.Of(JoinStep.Joined),
        Chat = new JoinChatView(chat.Id, chat.Name, chat.CompanyName),
        ParticipantId = participantId,
    };

    public static JoinProgressView Of(JoinProgress progress, DateTimeOffset now) => new()
    {
        Step = SnakeCase<JoinStep>.Of(progress.Step),
        Chat = new JoinChatView(progress.ChatId, progress.ChatName, progress.CompanyName),
        Person = progress.Person is { } person ? new PersonView(person.Name, person.Surname, person.Email) : null,
        SentTo = progress.SentTo,
        Mail = progress.Mail == MailFate.None ? null : SnakeCase<MailFate>.Of(progress.Mail),
        ResendAt = progress.ResendAt,
        ResendIn = progress.ResendAt is { } at ? (int)Math.Ceiling(Math.Max(0, (at - now).TotalSeconds)) : null,
        ParticipantId = progress.ParticipantId,
    };
}

/// <summary>A chat as seen by a person who has its password.</summary>
internal sealed record JoinChatView(string Id, string Name, string Company);

/// <summary>Who a person says they are.</summary>
internal sealed record PersonView(string Name, string Surname, string Email);
