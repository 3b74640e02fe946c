using ConnectNow.Joining;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace ConnectNow.Grains.Accounts;

/// <summary>
/// What was kept under the name that accounts had before: the SHA-256 of the address, which anybody with a list of addresses can tell whose
/// it is. It is taken over when the account is first asked for, and what is stored under the old name stays for a build of before.
/// </summary>
internal sealed partial class AccountGrain
{
    private bool _hasInherited;

    private async Task Inherit(string email)
    {
        if (_hasInherited) return;
        var storage = ServiceProvider.GetRequiredKeyedService<IGrainStorage>(GrainStorage.Durable);
        foreach (var spelling in Identity.SpellingsOf(email))
        {
            var former = new GrainState<AccountState>(new AccountState());
            var id = GrainId.Create(this.GetGrainId().Type, Secrets.Hash(spelling));
            if (id == this.GetGrainId()) continue;
            await storage.ReadStateAsync("account", id, former);
            if (!former.RecordExists) continue;
            var unknown = former.State!.Chats.Where(chat => State.Chats.All(known => known.ChatId != chat.ChatId)).ToList();
            if (unknown.Count == 0) continue;
            State.Email = State.Email.Length == 0 ? former.State.Email : State.Email;
            State.Chats = await Bounded([.. unknown, .. State.Chats]);
            await this.Write(store);
        }

        _hasInherited = true;
    }
}
