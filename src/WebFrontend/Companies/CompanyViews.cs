using System.ComponentModel.DataAnnotations;
using ConnectNow.Chats;
using ConnectNow.Companies;

namespace ConnectNow.WebFrontend.Companies;

/// <summary>What creates a company.</summary>
/// <param name="Name">1 to 120 characters.</param>
/// <param name="Plan">One of the operator's plans. Only a company that nobody owns may choose one.</param>
internal sealed record NewCompanyRequest(
    [property: Required, StringLength(ChatLimits.NameLength, MinimumLength = 1)] string? Name, string? Plan);

/// <summary>What changes a company; what is missing stays as it is.</summary>
internal sealed record CompanyChangeRequest([property: StringLength(ChatLimits.NameLength, MinimumLength = 1)] string? Name, string? Plan);

/// <summary>A company.</summary>
internal record CompanyView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Plan { get; init; }

    /// <summary>The company that created this one; null when nobody did.</summary>
    public required string? OwnerId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required PlanLimitsView Limits { get; init; }

    /// <summary>How many chats it has.</summary>
    public required int Chats { get; init; }

    public static CompanyView Of(CompanyDescription company) => new()
    {
        Id = company.Id,
        Name = company.Name,
        Plan = company.Plan,
        OwnerId = company.OwnerId,
        CreatedAt = company.CreatedAt,
        Limits = new PlanLimitsView(company.Limits.PeoplePerChat, company.Limits.Chats, company.Limits.FileBytes, company.Limits.StorageBytes, company.Limits.Companies ?? PlanLimits.UsualCompanies),
        Chats = company.Chats,
    };
}

/// <summary>A company just made, with its first API token: shown this once.</summary>
internal sealed record CreatedCompanyView : CompanyView
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public CreatedCompanyView(CompanyView company, string apiToken) : base(company) => ApiToken = apiToken;

    public string ApiToken { get; }
}

/// <summary>What a plan allows.</summary>
internal sealed record PlanLimitsView(int PeoplePerChat, int Chats, long FileBytes, long StorageBytes, int Companies);
