using ConnectNow.Companies;

namespace ConnectNow.Grains.Companies;

/// <inheritdoc cref="ICompanyStorageGrain"/>
internal sealed class CompanyStorageGrain([PersistentState("storage", GrainStorage.Durable)] IPersistentState<CompanyStorageState> store)
    : Grain, ICompanyStorageGrain
{
    private string? _payer;

    private string Id => this.GetPrimaryKeyString();

    public async Task<Answer<Done>> Reserve(string chatId, long total)
    {
        var company = GrainFactory.GetGrain<ICompanyGrain>(Id);
        if (total > store.State.Chats.GetValueOrDefault(chatId))
        {
            var terms = await company.Terms();
            if (!HasRoom(chatId, total, terms.Limits)) await ForgetErased(company);
            if (!HasRoom(chatId, total, terms.Limits)) return new Refusal(Reason.StorageFull) { LimitBytes = terms.Limits.StorageBytes, Company = terms.Name };
        }

        if (await OtherPayer() is { } payer && (await payer.Reserve(chatId, total)).Refusal is { } full) return full;
        await Note(chatId, total);
        return default(Done);
    }

    public async Task Report(string chatId, long total)
    {
        if (await OtherPayer() is { } payer) await payer.Report(chatId, total);
        await Note(chatId, total);
    }

    public Task<long> Used() => Task.FromResult(Sum());

    private async Task Note(string chatId, long total)
    {
        if (store.State.Chats.GetValueOrDefault(chatId) == total) return;
        store.State.Chats = total == 0 ? store.State.Chats.Remove(chatId) : store.State.Chats.SetItem(chatId, total);
        if (store.State.Chats.IsEmpty) await this.Clear(store);
        else await this.Write(store);
    }

    /// <summary>The books of the company whose plan pays for this one's files, when that is another.</summary>
    private async Task<ICompanyStorageGrain?> OtherPayer()
    {
        _payer ??= await GrainFactory.GetGrain<ICompanyGrain>(Id).Payer();
        return _payer == Id ? null : GrainFactory.GetGrain<ICompanyStorageGrain>(_payer);
    }

    private bool HasRoom(string chatId, long total, PlanLimits limits) =>
        total <= limits.StorageBytes - (Sum() - store.State.Chats.GetValueOrDefault(chatId));

    /// <summary>
    /// An activation that had not heard of the erasure of its chat may have spoken of it after. Nobody is refused for that.
    /// </summary>
    private async Task ForgetErased(ICompanyGrain company)
    {
        var existing = (await company.Chats()).Select(listed => listed.ChatId).Concat(await company.ChatsOfOthers()).ToHashSet();
        foreach (var chatId in store.State.Chats.Keys.Where(chatId => !existing.Contains(chatId)).ToList()) await Note(chatId, 0);
    }

    private long Sum() => store.State.Chats.Values.Sum();
}
