using System.Reflection;
using ConnectNow.Companies;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;

namespace ConnectNow.WebFrontend.Companies;

/// <summary>A company that the caller's API token may act for: itself, or one it has created.</summary>
internal sealed class CompanyCaller : IMayBeRefused
{
    private CompanyCaller(ICompanyGrain? grain, CompanyDescription? company, Refusal? refusal)
    {
        Grain = grain!;
        Company = company!;
        Refusal = refusal;
    }

    public ICompanyGrain Grain { get; }

    /// <summary>The company as it is.</summary>
    public CompanyDescription Company { get; }

    public Refusal? Refusal { get; }

    /// <summary>From the path of the request. A company that is not the caller's is as one that does not exist.</summary>
    public static async ValueTask<CompanyCaller?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        var grains = http.RequestServices.GetRequiredService<IGrainFactory>();
        var found = await FindAsync(grains, http.User.CompanyId(), http.Request.RouteValues["company_id"] as string);
        return found.Value is { } company
            ? new CompanyCaller(grains.GetGrain<ICompanyGrain>(company.Id), company, null)
            : new CompanyCaller(null, null, found.Refusal);
    }

    /// <summary>The company, when a token of <paramref name="caller"/> may act for it.</summary>
    public static async Task<Answer<CompanyDescription>> FindAsync(IGrainFactory grains, string? caller, string? companyId)
    {
        if (companyId is null || !Secrets.IsId(companyId)) return Reason.NotFound;
        var found = await grains.GetGrain<ICompanyGrain>(companyId).Describe();
        return found.Value is { } company && company.Id != caller && company.OwnerId != caller ? Reason.NotFound : found;
    }
}
