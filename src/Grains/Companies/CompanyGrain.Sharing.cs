using System.Collections.Immutable;
using ConnectNow.Companies;

namespace ConnectNow.Grains.Companies;

/// <summary>
/// Companies that one company runs. A company on another one's plan does not get a larger share by making companies: those made by an owned
/// company share what its plan allows.
/// </summary>
internal sealed partial class CompanyGrain
{
    public async Task<Answer<Done>> TryAdopt(string companyId)
    {
        if (!store.RecordExists) return Reason.NotFound;
        var most = Limits().Companies ?? PlanLimits.UsualCompanies;
        // A company without an owner is the operator's, or has a contract with the operator.
        if (State.OwnerId is not null && State.Owned.Length >= most) return new Refusal(Reason.PlanLimit) { Limit = most, Company = State.Name };
        await Adopt(companyId);
        return default(Done);
    }

    public async Task<string> Payer()
    {
        if (_payer is { } known) return known;
        if (State.OwnerId is not { } ownerId) return _payer = Id;
        var owner = await GrainFactory.GetGrain<ICompanyGrain>(ownerId).Describe();
        return _payer = owner.Value?.OwnerId is null ? Id : await GrainFactory.GetGrain<ICompanyGrain>(ownerId).Payer();
    }

    public async Task<Answer<Done>> TakeChat(string chatId)
    {
        if (State.ChatsOfOthers.Contains(chatId)) return default(Done);
        if (NoMoreChats() is { } refusal) return refusal;
        State.ChatsOfOthers = State.ChatsOfOthers.Add(chatId);
        await this.Write(store);
        return default(Done);
    }

    public async Task GiveChatBack(string chatId)
    {
        if (!State.ChatsOfOthers.Contains(chatId)) return;
        State.ChatsOfOthers = State.ChatsOfOthers.Remove(chatId);
        await this.Write(store);
    }

    public Task<ImmutableArray<string>> ChatsOfOthers() => Task.FromResult(State.ChatsOfOthers);

    private Refusal? NoMoreChats()
    {
        var limits = Limits();
        return State.Chats.Length + State.ChatsOfOthers.Length >= limits.Chats ? new Refusal(Reason.PlanLimit) { Limit = limits.Chats, Company = State.Name } : null;
    }

    /// <summary>The company whose plan pays for this one's chats, when that is another.</summary>
    private async Task<ICompanyGrain?> OtherPayer() =>
        await Payer() is var payer && payer != Id ? GrainFactory.GetGrain<ICompanyGrain>(payer) : null;
}
