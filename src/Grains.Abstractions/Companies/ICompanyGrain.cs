using System.Collections.Immutable;
using ConnectNow.Chats;
using Orleans.Concurrency;

namespace ConnectNow.Companies;

/// <summary>A company: its plan, its chats, its API tokens, and the companies it runs for others. The key is the company's id.</summary>
/// <remarks>A company that does not exist answers <see cref="Reason.NotFound"/>. The edge has checked that the caller may ask.</remarks>
[Alias("connectnow.company")]
public interface ICompanyGrain : IGrainWithStringKey
{
    /// <summary>
    /// Creates the company, and tells its owner; refusals: <see cref="Reason.AlreadyExists"/>, <see cref="Reason.InvalidField"/> (an
    /// unknown plan).
    /// </summary>
    [Alias("create")] Task<Answer<CompanyDescription>> Create(NewCompany company);

    [AlwaysInterleave, Alias("describe")] Task<Answer<CompanyDescription>> Describe();

    /// <summary>Changes name or plan; null leaves a field as it is.</summary>
    [Alias("change")] Task<Answer<CompanyDescription>> Change(string? name, string? plan);

    /// <summary>Deletes the company. Refused with <see cref="Reason.NotEmpty"/> while it has chats or companies of its own.</summary>
    [Alias("delete")] Task<Answer<Done>> Delete();

    /// <summary>Makes an API token and returns its secret, which is stored only as a hash.</summary>
    [Alias("issue-token")] Task<Answer<string>> IssueToken(string label);

    /// <summary>Whether the secret is one of this company's API tokens.</summary>
    [AlwaysInterleave, Alias("authenticate")] Task<bool> Authenticate(string secret);

    /// <summary>This company and those it runs, oldest first.</summary>
    [AlwaysInterleave, Alias("companies")] Task<ImmutableArray<string>> Companies();

    /// <summary>Creates a chat. Refusals: <see cref="Reason.PlanLimit"/>.</summary>
    [Alias("create-chat")] Task<Answer<ChatDescription>> CreateChat(string name, string passwordHash);

    /// <summary>Notes a company that this one runs; <see cref="Create"/> of that company does it.</summary>
    [Alias("adopt")] Task Adopt(string companyId);

    /// <summary>
    /// Notes a company that this one is about to make, before it is there. Refusal: <see cref="Reason.PlanLimit"/>, for a company that has
    /// an owner and as many as its plan allows.
    /// </summary>
    [Alias("try-adopt")] Task<Answer<Done>> TryAdopt(string companyId);

    /// <summary>
    /// The company whose plan pays for this one's chats and files: itself, unless an owned company has made it; then the payer of that one.
    /// </summary>
    [AlwaysInterleave, Alias("payer")] Task<string> Payer();

    /// <summary>Counts a chat of a company that this one pays for. Refusal: <see cref="Reason.PlanLimit"/>.</summary>
    [Alias("take-chat")] Task<Answer<Done>> TakeChat(string chatId);

    /// <summary>Stops counting it.</summary>
    [Alias("give-chat-back")] Task GiveChatBack(string chatId);

    /// <summary>The chats counted by <see cref="TakeChat"/>.</summary>
    [AlwaysInterleave, Alias("chats-of-others")] Task<ImmutableArray<string>> ChatsOfOthers();

    /// <summary>Forgets a company that this one ran; <see cref="Delete"/> of that company does it.</summary>
    [Alias("disown")] Task Disown(string companyId);

    /// <summary>
    /// The ids of the chats and when each was made, oldest first. One whose making was cut short may be among them: it answers
    /// <see cref="Reason.NotFound"/>.
    /// </summary>
    [AlwaysInterleave, Alias("chats")] Task<ImmutableArray<CompanyChat>> Chats();

    /// <summary>Erases a chat and takes it off the list.</summary>
    [Alias("erase-chat")] Task<Answer<Done>> EraseChat(string chatId);

    /// <summary>Name and limits, for the chat that must decide who may come in.</summary>
    [AlwaysInterleave, Alias("terms")] Task<CompanyTerms> Terms();
}

[GenerateSerializer, Immutable, Alias("connectnow.new-company")]
public sealed record NewCompany
{
    [Id(0)] public required string Name { get; init; }

    /// <summary>Null: the plan the operator marked as default.</summary>
    [Id(1)] public string? Plan { get; init; }

    /// <summary>The company whose token created this one, if any.</summary>
    [Id(2)] public string? OwnerId { get; init; }
}

[GenerateSerializer, Immutable, Alias("connectnow.company-description")]
public sealed record CompanyDescription
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public required string Plan { get; init; }

    [Id(3)] public required DateTimeOffset CreatedAt { get; init; }

    [Id(4)] public string? OwnerId { get; init; }

    [Id(5)] public required PlanLimits Limits { get; init; }

    [Id(6)] public required int Chats { get; init; }
}

/// <summary>A chat of a company.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.chat-entry")]
public readonly record struct CompanyChat([property: Id(0)] string ChatId, [property: Id(1)] DateTimeOffset CreatedAt);

/// <summary>What a chat must know of its company.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.company-terms")]
public sealed record CompanyTerms([property: Id(0)] string Name, [property: Id(1)] PlanLimits Limits);

/// <summary>What a plan allows. Defined by the operator in configuration, <c>ConnectNow:Plans:{name}</c>.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.plan-limits")]
public sealed record PlanLimits
{
    /// <summary>People in one chat at once; those who left do not count.</summary>
    [Id(0)] public int PeoplePerChat { get; init; } = 10;

    /// <summary>Chats of one company, and of those that share its plan.</summary>
    [Id(1)] public int Chats { get; init; } = 100;

    /// <summary>Bytes of one file.</summary>
    [Id(2)] public long FileBytes { get; init; } = 100_000_000;

    /// <summary>Bytes of all files of one company.</summary>
    [Id(3)] public long StorageBytes { get; init; } = 10_000_000_000;

    /// <summary>
    /// Companies that an owned company may make; null: <see cref="UsualCompanies"/>. They share its chats and its storage.
    /// </summary>
    [Id(4)] public int? Companies { get; init; }

    public const int UsualCompanies = 10;
}
