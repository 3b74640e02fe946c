using System.Collections.Immutable;
using ConnectNow.Accounts;
using ConnectNow.Chats;
using ConnectNow.Grains.Joining;
using ConnectNow.Grains.Mail;
using ConnectNow.Mailing;
using ConnectNow.Participants;

namespace ConnectNow.Grains.Accounts;

/// <inheritdoc cref="IAccountGrain"/>
internal sealed class AccountGrain(
    [PersistentState("account", GrainStorage.Durable)] IPersistentState<AccountState> store,
    MailOutbox outbox,
    TimeProvider time) : Grain, IAccountGrain
{
    private const int MaxSessions = 5;

    private AccountState State => store.State;

    public async Task Remember(string email, string chatId, string participantId)
    {
        if (State.Chats.Any(chat => chat.ChatId == chatId && chat.ParticipantId == participantId)) return;
        State.Email = email;
        State.Chats = [.. State.Chats.Where(chat => chat.ChatId != chatId), new AccountChat(chatId, participantId)];
        await this.Write(store);
    }

    public async Task<Answer<Done>> MailCode(string email, string session)
    {
        var now = time.GetUtcNow();
        var sent = CodeBudget.Take(State.CodesMailed, now);
        if (sent.Refusal is { } refusal) return refusal;
        State.CodesMailed = sent.Value;
        // An address in no chat is answered the same, and costs no storage.
        if (State.Chats.IsEmpty) return default(Done);

        var (code, digits) = OneTimeCode.Create(now);
        State.Codes = [.. State.Codes.Where(known => known.Session != session && known.Code.IsUsable(now)).TakeLast(MaxSessions - 1), new SessionCode(session, code)];
        await this.Write(store);
        // Not awaited: the time it takes, or an outbox that is full, would tell whether there was a mail to send.
        outbox.Enqueue(new CodeLetter
        {
            Id = Guid.NewGuid(),
            Topic = $"sign-in/{session}",
            Purpose = CodePurpose.SignIn,
            To = State.Email,
            Code = digits,
            AskedAt = now,
            ExpiresAt = code.ExpiresAt,
        }).Ignore();
        return default(Done);
    }

    public async Task<Answer<ImmutableArray<SignedIn>>> SignIn(string session, string code, string device)
    {
        var now = time.GetUtcNow();
        // Whoever asks about an address that is in no chat sees what a wrong code gives.
        if (State.Codes.FirstOrDefault(known => known.Session == session) is not { } issued)
            return new Refusal(Reason.WrongCode) { Field = "code" };
        var (right, next) = issued.Code.Try(code, now);
        State.Codes = right ? State.Codes.Remove(issued) : State.Codes.Replace(issued, issued with { Code = next });
        await this.Write(store);
        if (!right) return next.Refusal(now);

        var signedIn = await Task.WhenAll(State.Chats.Select(chat => SignIn(chat, session, device)));
        return signedIn.OfType<SignedIn>().ToImmutableArray();
    }

    private async Task<SignedIn?> SignIn(AccountChat membership, string session, string device)
    {
        var chat = GrainFactory.GetGrain<IChatGrain>(membership.ChatId);
        if (await chat.Find(membership.ParticipantId) is not { Standing: Standing.Active } person) return null;
        var admitted = await chat.Admit(new AdmissionRequest
        {
            Name = person.Name,
            Surname = person.Surname,
            Email = person.Email,
            Verified = true,
            Attempt = session,
        });
        if (admitted.Value is not { } admission) return null;
        var secret = await GrainFactory.GetGrain<IParticipantGrain>($"{membership.ChatId}/{person.Id}").SignIn(admission.Participant.Stay, device);
        return new SignedIn(membership.ChatId, person.Id, secret);
    }
}
