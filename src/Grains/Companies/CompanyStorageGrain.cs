using ConnectNow.Companies;

namespace ConnectNow.Grains.Companies;

/// <inheritdoc cref="ICompanyStorageGrain"/>
internal sealed class CompanyStorageGrain([PersistentState("storage", GrainStorage.Durable)] IPersistentState<CompanyStorageState> store)
    : Grain, ICompanyStorageGrain
{
    public async Task<Answer<Done>> Reserve(string chatId, long total)
    {
        var before = store.State.Chats.GetValueOrDefault(chatId);
        if (total > before)
        {
            var terms = await GrainFactory.GetGrain<ICompanyGrain>(this.GetPrimaryKeyString()).Terms();
            var others = Sum() - before;
            if (total > terms.Limits.StorageBytes - others)
                return new Refusal(Reason.StorageFull) { LimitBytes = terms.Limits.StorageBytes, Company = terms.Name };
        }

        await Report(chatId, total);
        return default(Done);
    }

    public async Task Report(string chatId, long total)
    {
        if (store.State.Chats.GetValueOrDefault(chatId) == total) return;
        store.State.Chats = total == 0 ? store.State.Chats.Remove(chatId) : store.State.Chats.SetItem(chatId, total);
        await this.Write(store);
    }

    public Task<long> Used() => Task.FromResult(Sum());

    private long Sum() => store.State.Chats.Values.Sum();
}
