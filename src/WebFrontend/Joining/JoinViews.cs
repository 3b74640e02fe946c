using ConnectNow.Chats;
using ConnectNow.Joining;
using ConnectNow.WebFrontend.Wire;

namespace ConnectNow.WebFrontend.Joining;

/// <summary>What <c>join/password</c> takes.</summary>
internal sealed record PasswordRequest(string? Password);

/// <summary>What <c>join/who</c> takes.</summary>
internal sealed record IdentityRequest(string? Name, string? Surname, string? Email);

/// <summary>What <c>join/code</c> takes.</summary>
internal sealed record CodeRequest(string? Code);

/// <summary>Where a browser stands on its way into a chat.</summary>
internal sealed record JoinProgressView
{
    /// <summary>password, who, code or joined.</summary>
    public required string Step { get; init; }

    /// <summary>Missing before the password was given: nobody learns a chat's name without it.</summary>
    public JoinChatView? Chat { get; init; }

    /// <summary>What was typed, to show it again.</summary>
    public PersonView? Person { get; init; }

    /// <summary>The address the code went to, masked.</summary>
    public string? SentTo { get; init; }

    /// <summary>When a new code can be asked for.</summary>
    public DateTimeOffset? ResendAt { get; init; }

    /// <summary>Who the person is in the chat.</summary>
    public string? ParticipantId { get; init; }

    public static JoinProgressView AtTheDoor { get; } = new() { Step = SnakeCase<JoinStep>.Of(JoinStep.Password) };

    public static JoinProgressView Joined(ChatDescription chat, string participantId) => new()
    {
        Step = SnakeCase<JoinStep>.Of(JoinStep.Joined),
        Chat = new JoinChatView(chat.Id, chat.Name, chat.CompanyName),
        ParticipantId = participantId,
    };

    public static JoinProgressView Of(JoinProgress progress) => new()
    {
        Step = SnakeCase<JoinStep>.Of(progress.Step),
        Chat = new JoinChatView(progress.ChatId, progress.ChatName, progress.CompanyName),
        Person = progress.Person is { } person ? new PersonView(person.Name, person.Surname, person.Email) : null,
        SentTo = progress.SentTo,
        ResendAt = progress.ResendAt,
        ParticipantId = progress.ParticipantId,
    };
}

/// <summary>A chat as seen by somebody who has its password.</summary>
internal sealed record JoinChatView(string Id, string Name, string Company);

/// <summary>Who somebody says they are.</summary>
internal sealed record PersonView(string Name, string Surname, string Email);
