using System.Collections.Immutable;
using ConnectNow.Accounts;
using ConnectNow.Chats;
using ConnectNow.Grains.Joining;
using ConnectNow.Grains.Mail;
using ConnectNow.Joining;
using ConnectNow.Languages;
using ConnectNow.Mailing;
using ConnectNow.Participants;

namespace ConnectNow.Grains.Accounts;

/// <inheritdoc cref="IAccountGrain"/>
internal sealed partial class AccountGrain(
    [PersistentState("account", GrainStorage.Durable)] IPersistentState<AccountState> store,
    MailQueues mailQueues,
    TimeProvider time) : Grain, IAccountGrain
{
    private AccountState State => store.State;

    public Task<Answer<Done>> MailCode(string email, string session) =>
        AskForCode(new CodeAsk { Email = email, Session = session, Network = "", MayMail = true });

    public async Task<Answer<Done>> AskForCode(CodeAsk ask)
    {
        // Both are the same for everybody, whether the address is in a chat or not.
        if (await mailQueues.Reach(ask.Email) is { } unreachable) return unreachable;
        if (await mailQueues.Stuck($"sign-in/{ask.Session}") is { } stuck) return stuck;
        await Inherit(ask.Email);
        var now = time.GetUtcNow();
        if (!ask.MayMail)
        {
            if (State.Codes.Sharing(ask.Session, ask.Network, now) is not { } shared) return Reason.TooManyCodes;
            State.Codes = shared;
            return await Keep();
        }

        var (code, digits) = OneTimeCode.Create(now);
        State.Codes = State.Codes.With(new SessionCode(ask.Session, code) { Network = ask.Network }, now);
        var mailed = CodeBudget.Take(State.CodesMailed, now, CodeBudget.Everywhere);
        if (!mailed.IsRefused) State.CodesMailed = mailed.Value;
        await Keep();
        // Nobody learns that an address is in no chat, or that its mailbox has had enough for a day.
        if (State.Chats.IsEmpty || mailed.IsRefused) return default(Done);

        // Not awaited: the time it takes, or an mail queue that is full, would tell whether there was a mail to send.
        mailQueues.Enqueue(new CodeMailRequest
        {
            Id = Guid.NewGuid(),
            Topic = $"sign-in/{ask.Session}",
            Purpose = CodePurpose.SignIn,
            To = State.Email,
            Code = digits,
            Language = CallLanguage.Current,
            AskedAt = now,
            ExpiresAt = code.ExpiresAt,
        }).Ignore();
        return default(Done);
    }

    public async Task<Answer<ImmutableArray<SignedIn>>> SignIn(string session, string code, string device)
    {
        var now = time.GetUtcNow();
        if (State.Codes.Of(session, now) is not { } issued) return new Refusal(Reason.WrongCode) { Field = "code" };
        var (fits, next) = issued.Code.Try(code, now);
        // No code of an address in no chat was ever mailed: anyone who finds it has guessed.
        var right = fits && !State.Chats.IsEmpty;
        State.Codes = right ? State.Codes.Without(issued) : State.Codes.Replace(issued, issued with { Code = next });
        if (right) LetChoose(session, now);
        await Keep();
        if (!right) return next.Refusal(now);

        await LookAgain();
        return await SignInTo(chat => chat.Proven, session, device);
    }

    /// <summary>
    /// An address in no chat costs no storage: what is counted of it lives in memory, for as long as a code is told apart from none.
    /// </summary>
    private async Task<Answer<Done>> Keep()
    {
        if (State.Chats.IsEmpty) DelayDeactivation(SessionCodes.Remembered * 2);
        else await this.Write(store);
        return default(Done);
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
        var secret = await GrainFactory.GetGrain<IParticipantGrain>($"{membership.ChatId}/{person.Id}")
            .SignIn(admission.Participant.Stay, device);
        return new SignedIn(membership.ChatId, person.Id, secret);
    }
}
