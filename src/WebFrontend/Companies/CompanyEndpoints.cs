using ConnectNow.Companies;
using ConnectNow.Joining;
using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Companies;

/// <summary>The REST API's companies: a token acts for its own company and for those that company has created.</summary>
internal static class CompanyEndpoints
{
    private const string Path = "/api/companies";

    public static void MapCompanies(this IEndpointRouteBuilder routes)
    {
        var companies = routes.MapGroup(Path).WithTags("Companies").RequireAuthorization(Authentication.Company).RefuseStrangers();
        companies.MapGet("", ListAsync)
            .WithName("listCompanies").WithSummary("The token's company and those it has created")
            .WithDescription("Oldest first.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.InvalidField);
        companies.MapPost("", CreateAsync)
            .WithName("createCompany").WithSummary("Create a company")
            .WithDescription("The new company belongs to the token's. Its own first API token is in the answer, this once.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.InvalidField, Reason.PlanLimit);
        companies.MapGet("/{company_id}", Get)
            .WithName("getCompany").WithSummary("A company")
            .WithDescription("With what its plan allows.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound);
        companies.MapPut("/{company_id}", ChangeAsync)
            .WithName("changeCompany").WithSummary("Change a company's name or plan")
            .WithDescription("What is missing stays as it is. Only a company that nobody owns may choose a plan.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound, Reason.InvalidField);
        companies.MapDelete("/{company_id}", DeleteAsync)
            .WithName("deleteCompany").WithSummary("Delete a company that has no chats and no companies")
            .WithDescription("Its API tokens are no longer valid. It cannot be undone.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound, Reason.NotEmpty);
    }

    private static async Task<Results<Ok<Page<CompanyView>>, Refused>> ListAsync(
        [AsParameters] PageQuery query, HttpContext http, IGrainFactory grains, PublicAddress address)
    {
        var check = new FieldCheck();
        var window = query.Check(check);
        if (check.Refused is { } refused) return refused;
        var ids = await grains.GetGrain<ICompanyGrain>(http.User.CompanyId()!).Companies();
        var answers = await Task.WhenAll(ids.Select(id => grains.GetGrain<ICompanyGrain>(id).Describe()));
        var known = answers.Select(answer => answer.Value).OfType<CompanyDescription>().OrderBy(company => company.CreatedAt);
        var (page, hasMore) = window.Cut(known, company => company.CreatedAt);
        return TypedResults.Ok(window.Of([.. page.Select(CompanyView.Of)], hasMore, address.Origin + Path));
    }

    private static async Task<Results<Created<CreatedCompanyView>, Refused>> CreateAsync(
        NewCompanyRequest body, HttpContext http, IGrainFactory grains, PublicAddress address)
    {
        var check = new FieldCheck();
        var name = check.Take(Identity.Title(body.Name, "name", "name of the company"));
        if (check.Refused is { } refused) return refused;
        var owner = await grains.GetGrain<ICompanyGrain>(http.User.CompanyId()!).Describe();
        if (owner.Value is not { } creator) return new Refused(owner.Refusal!);
        if (MayNotChoose(body.Plan, creator, creator.Plan) is { } wrongPlan) return wrongPlan;

        var id = Secrets.NewId();
        var grain = grains.GetGrain<ICompanyGrain>(id);
        // An owned company hands on its own plan: creating companies is no way to a better one.
        var plan = body.Plan ?? (creator.OwnerId is null ? null : creator.Plan);
        var own = grains.GetGrain<ICompanyGrain>(creator.Id);
        // Noted before it is there: a company that was made and not counted would be one too many.
        if ((await own.TryAdopt(id)).Refusal is { } tooMany) return new Refused(tooMany);
        var created = await grain.Create(new NewCompany { Name = name, Plan = plan, OwnerId = creator.Id });
        if (created.Value is not { } company)
        {
            await own.Disown(id);
            return new Refused(created.Refusal!);
        }

        var token = await grain.IssueToken("created with the company");
        if (token.Value is not { } secret) return new Refused(token.Refusal!);
        var view = new CreatedCompanyView(CompanyView.Of(company), new CompanyToken(id, secret).ToString());
        return TypedResults.Created($"{address.Origin}{Path}/{id}", view);
    }

    private static Ok<CompanyView> Get(string company_id, CompanyCaller asked) => TypedResults.Ok(CompanyView.Of(asked.Company));

    private static async Task<Results<Ok<CompanyView>, Refused>> ChangeAsync(
        string company_id, CompanyChangeRequest body, CompanyCaller asked, HttpContext http, IGrainFactory grains)
    {
        var check = new FieldCheck();
        var name = body.Name is null ? null : check.Take(Identity.Title(body.Name, "name", "name of the company"));
        if (check.Refused is { } refused) return refused;
        var own = await grains.GetGrain<ICompanyGrain>(http.User.CompanyId()!).Describe();
        if (own.Value is not { } caller) return new Refused(own.Refusal!);
        if (MayNotChoose(body.Plan, caller, asked.Company.Plan) is { } wrongPlan) return wrongPlan;
        var changed = await asked.Grain.Change(name, body.Plan);
        return changed.Value is { } company ? TypedResults.Ok(CompanyView.Of(company)) : new Refused(changed.Refusal!);
    }

    private static async Task<Results<NoContent, Refused>> DeleteAsync(string company_id, CompanyCaller asked)
    {
        var deleted = await asked.Grain.Delete();
        return deleted.Refusal is { } refusal ? new Refused(refusal) : TypedResults.NoContent();
    }

    /// <summary>Plans are the operator's: only a company that nobody owns chooses.</summary>
    private static Refused? MayNotChoose(string? plan, CompanyDescription caller, string present) =>
        plan is null || caller.OwnerId is null || string.Equals(plan, present, StringComparison.OrdinalIgnoreCase)
            ? null
            : new Refused(Reason.NotAllowed, "Your company can't choose a plan. Ask the one that created it.");
}
