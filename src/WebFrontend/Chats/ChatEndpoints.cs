using ConnectNow.Chats;
using ConnectNow.Companies;
using ConnectNow.Joining;
using ConnectNow.WebFrontend.Companies;
using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Chats;

/// <summary>The REST API's chats.</summary>
internal static class ChatEndpoints
{
    private const string Path = "/api/chats";

    /// <summary>Hashing a chosen password is slow on purpose, and few may wait for it.</summary>
    private static readonly Refusal HashesWait = new(Reason.TooFast) { RetryAfter = TimeSpan.FromSeconds(2) };

    public static void MapChats(this IEndpointRouteBuilder routes)
    {
        var chats = routes.MapGroup(Path).WithTags("Chats").RefuseStrangers();
        chats.MapGet("", ListAsync).RequireAuthorization(Authentication.Company)
            .WithName("listChats").WithSummary("The chats of the token's company and of those it has created")
            .WithDescription("Oldest first; those of one company with `company_id`.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound, Reason.InvalidField);
        chats.MapPost("", CreateAsync).RequireAuthorization(Authentication.Company)
            .WithName("createChat").WithSummary("Create a chat")
            .WithDescription("Its password is in the answer, this once: only a hash is kept.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.InvalidField, Reason.PlanLimit);
        chats.MapGet("/{chat_id}", GetAsync).RequireAuthorization(Authentication.ChatUserOrCompany)
            .WithName("getChat").WithSummary("A chat")
            .WithDescription("How it is now: who may be in it, how much was said.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound);
        chats.MapPut("/{chat_id}", ChangeAsync).RequireAuthorization(Authentication.Company)
            .WithName("changeChat").WithSummary("Change a chat's name or password, close it or open it again")
            .WithDescription("What is missing stays as it is. A new password concerns those who join; whoever is in stays in.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound, Reason.InvalidField);
        chats.MapDelete("/{chat_id}", EraseAsync).RequireAuthorization(Authentication.Company)
            .WithName("eraseChat").WithSummary("Erase a chat and everything in it")
            .WithDescription("People, messages and files. It cannot be undone.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound);
        chats.MapPost("/{chat_id}/share", Share).RequireAuthorization(Authentication.ChatUserOrCompany)
            .WithName("shareChat").WithSummary("The join link, without the password")
            .WithDescription("To be passed on; the password goes another way.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound);
    }

    private static async Task<Results<Ok<Page<ChatView>>, Refused>> ListAsync(
        string? company_id, [AsParameters] PageQuery query, HttpContext http, IGrainFactory grains, PublicAddress address)
    {
        var check = new FieldCheck();
        var window = query.Check(check);
        if (check.Refused is { } refused) return refused;
        var companies = await CompaniesAsync(grains, http.User.CompanyId()!, company_id);
        if (companies.Refusal is { } refusal) return new Refused(refusal);
        var lists = await Task.WhenAll(companies.Value!.Select(id => grains.GetGrain<ICompanyGrain>(id).Chats()));
        var all = lists.SelectMany(some => some).OrderBy(chat => chat.CreatedAt);
        var (page, hasMore) = window.Cut(all, chat => chat.CreatedAt);
        var described = await Task.WhenAll(page.Select(chat => grains.GetGrain<IChatGrain>(chat.ChatId).Describe()));
        var chats = described.Select(answer => answer.Value).OfType<ChatDescription>().Select(chat => ChatView.Of(chat, address));
        return TypedResults.Ok(window.Of([.. chats], hasMore, address.Origin + Path));
    }

    private static async Task<Answer<IReadOnlyList<string>>> CompaniesAsync(IGrainFactory grains, string caller, string? only)
    {
        if (only is null) return new Answer<IReadOnlyList<string>>(await grains.GetGrain<ICompanyGrain>(caller).Companies(), null);
        var found = await CompanyCaller.FindAsync(grains, caller, only);
        return found.Refusal is { } refusal ? refusal : new Answer<IReadOnlyList<string>>([only], null);
    }

    private static async Task<Results<Created<CreatedChatView>, Refused>> CreateAsync(
        NewChatRequest body, HttpContext http, IGrainFactory grains, PublicAddress address)
    {
        var check = new FieldCheck();
        var name = check.Take(Identity.Title(body.Name, "name", "name of the chat"));
        var password = check.Take(body.Password is null ? ChatPassword.Generate() : ChatPassword.Check(body.Password));
        var companyId = body.CompanyId ?? http.User.CompanyId()!;
        var company = await CompanyCaller.FindAsync(grains, http.User.CompanyId(), companyId);
        if (company.IsRefused) check.Take<string>(Refusal.Invalid("company_id", "There is no such company among those you may act for."));
        if (check.Refused is { } refused) return refused;

        var hash = await HashAsync(company.Value!, password, isChosen: body.Password is not null, HashTurns.OfProcess);
        if (hash.Refusal is { } hashless) return new Refused(hashless);
        var created = await grains.GetGrain<ICompanyGrain>(companyId).CreateChat(name, hash.Value!);
        if (created.Value is not { } chat) return new Refused(created.Refusal!);
        var view = new CreatedChatView(ChatView.Of(chat, address), password, address.JoinWithPassword(chat.Id, password));
        return TypedResults.Created($"{address.Origin}{Path}/{chat.Id}", view);
    }

    /// <summary>
    /// The hash of a new chat's password. The plan is asked first: a slow hash is made for no chat that there will not be.
    /// </summary>
    internal static async Task<Answer<string>> HashAsync(CompanyDescription company, string password, bool isChosen, HashTurns turns)
    {
        if (company.Chats >= company.Limits.Chats) return new Refusal(Reason.PlanLimit) { Limit = company.Limits.Chats, Company = company.Name };
        var hash = isChosen ? await turns.CreateAsync(password) : PasswordHash.CreateForGenerated(password);
        return hash is null ? HashesWait : hash;
    }

    private static async Task<Results<Ok<ChatView>, Refused>> GetAsync(string chat_id, ChatCaller asked, PublicAddress address)
    {
        var described = await asked.Chat.Describe();
        return described.Value is { } chat ? TypedResults.Ok(ChatView.Of(chat, address)) : new Refused(described.Refusal!);
    }

    private static async Task<Results<Ok<ChatView>, Refused>> ChangeAsync(
        string chat_id, ChatChangeRequest body, ChatCaller asked, PublicAddress address)
    {
        var check = new FieldCheck();
        var name = body.Name is null ? null : check.Take(Identity.Title(body.Name, "name", "name of the chat"));
        var password = body.Password is null ? null : check.Take(ChatPassword.Check(body.Password));
        if (check.Refused is { } refused) return refused;
        var hash = password is null ? null : await HashTurns.OfProcess.CreateAsync(password);
        if (password is not null && hash is null) return new Refused(HashesWait);
        var changed = await asked.Chat.Change(asked.Caller, new ChatChange { Name = name, PasswordHash = hash, Closed = body.Closed, InviteWithPassword = body.InviteWithPassword });
        return changed.Value is { } chat ? TypedResults.Ok(ChatView.Of(chat, address)) : new Refused(changed.Refusal!);
    }

    private static async Task<Results<NoContent, Refused>> EraseAsync(string chat_id, ChatCaller asked, IGrainFactory grains)
    {
        var erased = await grains.GetGrain<ICompanyGrain>(asked.CompanyId!).EraseChat(asked.ChatId);
        return erased.Refusal is { } refusal ? new Refused(refusal) : TypedResults.NoContent();
    }

    private static Ok<LinkView> Share(string chat_id, ChatCaller asked, PublicAddress address) =>
        TypedResults.Ok(new LinkView(address.Join(asked.ChatId)));
}
