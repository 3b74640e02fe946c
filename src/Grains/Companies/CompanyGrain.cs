using System.Collections.Immutable;
using ConnectNow.Chats;
using ConnectNow.Companies;
using ConnectNow.Sealing;
using Microsoft.Extensions.Options;

namespace ConnectNow.Grains.Companies;

/// <inheritdoc cref="ICompanyGrain"/>
internal sealed partial class CompanyGrain(
    [PersistentState("company", GrainStorage.Durable)] IPersistentState<CompanyState> store,
    IOptionsMonitor<PlanOptions> plans,
    Seal seal,
    TimeProvider time) : Grain, ICompanyGrain
{
    private string? _payer;
    private EmptyActivation? _empty;

    private CompanyState State => store.State;

    private string Id => this.GetPrimaryKeyString();

    public async Task<Answer<CompanyDescription>> Create(NewCompany company)
    {
        if (store.RecordExists) return Reason.AlreadyExists;
        var plan = company.Plan ?? plans.CurrentValue.DefaultPlan;
        if (UnknownPlan(plan) is { } refusal) return refusal;
        store.State = new CompanyState { Name = company.Name, Plan = plan, CreatedAt = time.GetUtcNow(), OwnerId = company.OwnerId };
        await this.Write(store);
        if (company.OwnerId is { } owner) await GrainFactory.GetGrain<ICompanyGrain>(owner).Adopt(Id);
        return Description();
    }

    public Task<Answer<CompanyDescription>> Describe()
    {
        ForgetIfUnknown();
        return Task.FromResult<Answer<CompanyDescription>>(store.RecordExists ? Description() : Reason.NotFound);
    }

    public async Task<Answer<CompanyDescription>> Change(string? name, string? plan)
    {
        if (!store.RecordExists) return Reason.NotFound;
        if (plan is not null && UnknownPlan(plan) is { } refusal) return refusal;
        State.Name = name ?? State.Name;
        State.Plan = plan ?? State.Plan;
        await this.Write(store);
        return Description();
    }

    public async Task<Answer<Done>> Delete()
    {
        if (!store.RecordExists) return Reason.NotFound;
        if (!State.Chats.IsEmpty || !State.Owned.IsEmpty) return Reason.NotEmpty;
        if (State.OwnerId is { } owner) await GrainFactory.GetGrain<ICompanyGrain>(owner).Disown(Id);
        await store.ClearStateAsync();
        DeactivateOnIdle();
        return default(Done);
    }

    public async Task<Answer<string>> IssueToken(string label)
    {
        if (!store.RecordExists) return Reason.NotFound;
        var secret = await seal.NewSecret(Id);
        State.Tokens = State.Tokens.Add(new ApiToken(Secrets.Hash(secret), label, time.GetUtcNow()));
        await this.Write(store);
        return secret;
    }

    public Task<bool> Authenticate(string secret)
    {
        ForgetIfUnknown();
        var hash = Secrets.Hash(secret);
        return Task.FromResult(State.Tokens.Any(token => token.SecretHash == hash));
    }

    public Task<ImmutableArray<string>> Companies() =>
        Task.FromResult<ImmutableArray<string>>(store.RecordExists ? [Id, .. State.Owned] : []);

    public async Task Adopt(string companyId)
    {
        if (!store.RecordExists || State.Owned.Contains(companyId)) return;
        State.Owned = State.Owned.Add(companyId);
        await this.Write(store);
    }

    public async Task Disown(string companyId)
    {
        if (!State.Owned.Contains(companyId)) return;
        State.Owned = State.Owned.Remove(companyId);
        await this.Write(store);
    }

    public Task<ImmutableArray<CompanyChat>> Chats() => Task.FromResult(State.Chats);

    public async Task<Answer<ChatDescription>> CreateChat(string name, string passwordHash)
    {
        if (!store.RecordExists) return Reason.NotFound;
        if (NoMoreChats() is { } refusal) return refusal;
        var listed = new CompanyChat(Secrets.NewId(), time.GetUtcNow());
        var payer = await OtherPayer();
        if (payer is not null && (await payer.TakeChat(listed.ChatId)).Refusal is { } tooMany) return tooMany;
        // On the list before it exists: a chat that nobody could find and delete would be worse than a listed chat that does not exist.
        State.Chats = State.Chats.Add(listed);
        await this.Write(store);
        var chat = new NewChat { Name = name, CompanyId = Id, PasswordHash = passwordHash };
        var created = await GrainFactory.GetGrain<IChatGrain>(listed.ChatId).Create(chat);
        if (created.IsRefused) await Forget(listed.ChatId);
        return created;
    }

    public async Task<Answer<Done>> EraseChat(string chatId)
    {
        if (!State.Chats.Any(listed => listed.ChatId == chatId)) return Reason.NotFound;
        var erased = await GrainFactory.GetGrain<IChatGrain>(chatId).Erase(Caller.Company(Id));
        // Not there any more: an erasure that was cut short before the list was written.
        if (erased.IsRefused && erased.Refusal!.Reason != Reason.NotFound) return erased;
        await Forget(chatId);
        return default(Done);
    }

    public Task<CompanyTerms> Terms() => Task.FromResult(new CompanyTerms(State.Name, Limits()));

    /// <summary>Guessed ids must not fill the memory with companies that do not exist.</summary>
    private void ForgetIfUnknown()
    {
        if (!store.RecordExists) (_empty ??= new EmptyActivation(this, () => !store.RecordExists)).LeaveSoon();
    }

    private async Task Forget(string chatId)
    {
        State.Chats = State.Chats.RemoveAll(listed => listed.ChatId == chatId);
        await this.Write(store);
        if (await OtherPayer() is { } payer) await payer.GiveChatBack(chatId);
    }

    private PlanLimits Limits() => plans.CurrentValue.LimitsOf(State.Plan);

    private Refusal? UnknownPlan(string plan)
    {
        var offered = plans.CurrentValue.Plans;
        return offered.ContainsKey(plan) ? null : Refusal.Invalid("plan", $"There is no such plan. There are: {string.Join(", ", offered.Keys.Order())}.");
    }

    private CompanyDescription Description() => new()
    {
        Id = Id,
        Name = State.Name,
        Plan = State.Plan,
        CreatedAt = State.CreatedAt,
        OwnerId = State.OwnerId,
        Limits = Limits(),
        Chats = State.Chats.Length,
    };
}
