using System.Collections.Immutable;
using ConnectNow.Languages;

namespace ConnectNow;

/// <summary>Why something a person or a program asked for is refused. A closed set; the numbers are sent, never reuse one.</summary>
public enum Reason
{
    /// <summary>No chat with this id, or not the password of this chat: the two are one answer, so that guessing tells nothing.</summary>
    WrongPassword = 1,

    /// <summary>Too many tries; <see cref="Refusal.RetryAfter"/> says when the next one counts.</summary>
    TooManyTries = 2,

    /// <summary>
    /// The plan's places are taken; <see cref="Refusal.Limit"/> and <see cref="Refusal.Company"/> say whose and how many.
    /// </summary>
    ChatFull = 3,

    /// <summary>The chat was closed by its company.</summary>
    ChatClosed = 4,

    /// <summary>Not the code that was sent; <see cref="Refusal.TriesLeft"/> says how many tries it has left.</summary>
    WrongCode = 5,

    /// <summary>The code is older than its ten minutes, was used up by wrong tries, or was used already.</summary>
    CodeExpired = 6,

    /// <summary>Codes were asked for too often; <see cref="Refusal.RetryAfter"/>.</summary>
    TooManyCodes = 7,

    /// <summary>The attempt to join is over or never was: begin again with the password.</summary>
    SessionExpired = 8,

    /// <summary>The credential is not, or no longer, one of a person in this chat (left, removed, signed out).</summary>
    NotInChat = 9,

    /// <summary>The credential is good, but not for this.</summary>
    NotAllowed = 10,

    /// <summary>A field does not hold what it must; <see cref="Refusal.Field"/> names it, <see cref="Refusal.Detail"/> says why.</summary>
    InvalidField = 11,

    /// <summary>No such thing (asked by a caller who may know).</summary>
    NotFound = 12,

    /// <summary>It is there already; <see cref="Refusal.Field"/> names what clashes.</summary>
    AlreadyExists = 13,

    /// <summary>The company's plan allows no more of these; <see cref="Refusal.Limit"/>.</summary>
    PlanLimit = 14,

    /// <summary>The message was deleted.</summary>
    Deleted = 15,

    /// <summary>The server could not store it now; nothing was done; asking again with the same client id is safe.</summary>
    Unavailable = 16,

    /// <summary>Too many in too short a time; <see cref="Refusal.RetryAfter"/>.</summary>
    TooFast = 17,

    /// <summary>It must be empty before it can go (a company that still has chats).</summary>
    NotEmpty = 18,

    /// <summary>The company's plan allows no file this large; <see cref="Refusal.LimitBytes"/>.</summary>
    FileTooLarge = 19,

    /// <summary>The company's storage is used up; <see cref="Refusal.LimitBytes"/> says how much there is in all.</summary>
    StorageFull = 20,

    /// <summary>Too many files on their way at once; <see cref="Refusal.Limit"/>.</summary>
    TooManyUploads = 21,

    /// <summary>Not every block of the upload has arrived.</summary>
    UploadIncomplete = 22,

    /// <summary>The address does not take this method of HTTP.</summary>
    MethodNotAllowed = 23,

    /// <summary>The body of the call came too slowly.</summary>
    TooSlow = 24,

    /// <summary>The body is longer than the call takes.</summary>
    BodyTooLarge = 25,

    /// <summary>The body is not of the type that the call takes.</summary>
    NotJson = 26,

    /// <summary>
    /// The company has deleted the chat. Told only to a device that was in it: to everybody else it is a chat that never was.
    /// </summary>
    ChatDeleted = 30,
}

/// <summary>A refusal a person can meet. The sentence that people read is made at the edge from these facts.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.refusal")]
public sealed record Refusal([property: Id(0)] Reason Reason)
{
    [Id(1)] public int? TriesLeft { get; init; }

    [Id(2)] public TimeSpan? RetryAfter { get; init; }

    [Id(3)] public int? Limit { get; init; }

    [Id(4)] public string? Company { get; init; }

    /// <summary>snake_case, as the REST API and the pages name it.</summary>
    [Id(5)] public string? Field { get; init; }

    /// <summary>One sentence for people about <see cref="Field"/>.</summary>
    [Id(6)] public string? Detail { get; init; }

    /// <summary>A limit in bytes.</summary>
    [Id(7)] public long? LimitBytes { get; init; }

    /// <summary>
    /// A sentence of the catalogues (<see cref="Catalogue"/>), for the part that shows it in the reader's language; <see cref="Detail"/>
    /// says it in English to those that know no keys yet, or not this one.
    /// </summary>
    [Id(8)] public string? Key { get; init; }

    /// <summary>What is put into it.</summary>
    [Id(9)] public ImmutableArray<Argument>? Arguments { get; init; }

    /// <summary>A field that only a program can get wrong in this way: the sentence is English.</summary>
    public static Refusal Invalid(string field, string detail) =>
        new(Reason.InvalidField) { Field = field, Detail = detail };

    /// <summary>A field that a person has filled in: the sentence is one of the catalogues.</summary>
    public static Refusal Mistyped(string field, string key, params ReadOnlySpan<Argument> arguments) =>
        Invalid(field, Catalogue.Of(Language.Source).Text(key, arguments)) with { Key = key, Arguments = arguments.IsEmpty ? null : [.. arguments] };
}

/// <summary>A value, or the reason why there is none.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.answer`1")]
public readonly record struct Answer<T>(
    [property: Id(0)] T? Value,
    [property: Id(1)] Refusal? Refusal)
{
    public bool IsRefused => Refusal is not null;

    public static implicit operator Answer<T>(T value) => new(value, null);

    public static implicit operator Answer<T>(Refusal refusal) => new(default, refusal);

    public static implicit operator Answer<T>(Reason reason) => new(default, new Refusal(reason));
}

/// <summary>The value of an answer that has nothing to say but "done".</summary>
[GenerateSerializer, Immutable, Alias("connectnow.done")]
public readonly record struct Done;
