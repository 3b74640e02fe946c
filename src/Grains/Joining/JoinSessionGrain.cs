using ConnectNow.Accounts;
using ConnectNow.Chats;
using ConnectNow.Grains.Mail;
using ConnectNow.Joining;
using ConnectNow.Languages;
using ConnectNow.Mailing;
using ConnectNow.Participants;
using ConnectNow.Sealing;

namespace ConnectNow.Grains.Joining;

/// <inheritdoc cref="IJoinSessionGrain"/>
internal sealed partial class JoinSessionGrain(
    [PersistentState(JoinSessionState.Name, GrainStorage.Durable)] IPersistentState<JoinSessionState> store,
    MailQueues mailQueues,
    Seal seal,
    TimeProvider time) : Grain, IJoinSessionGrain
{
    private static readonly TimeSpan ResendPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(3);

    private EmptyActivation? _empty;

    private JoinSessionState State => store.State;

    private IChatGrain Chat => GrainFactory.GetGrain<IChatGrain>(State.ChatId);

    public async Task<Answer<JoinProgress>> GivePassword(string chatId, string password, string clientIp)
    {
        var guard = new PasswordGuard(GrainFactory, chatId, await NetworkOf(clientIp), await WiderNetworkOf(clientIp));
        if (await guard.Begin() is { } wait) return new Refusal(Reason.TooManyTries) { RetryAfter = wait, Field = "password" };

        var info = await GrainFactory.GetGrain<IChatGrain>(chatId).JoinInfo();
        // A chat that does not exist takes as long as one that does.
        if (await HashTurns.OfProcess.VerifyAsync(password, info.PasswordHash) is not { } right)
        {
            await guard.GiveBack();
            return new Refusal(Reason.TooFast) { RetryAfter = Busy };
        }

        var left = await guard.End(right, isWatched: info.PasswordHash is not { } hash || !PasswordHash.IsGenerated(hash));
        if (!right) return new Refusal(Reason.WrongPassword) { TriesLeft = left, Field = "password" };
        if (info.Closed) return Reason.ChatClosed;

        store.State = new JoinSessionState
        {
            ChatId = chatId,
            PasswordHash = info.PasswordHash!,
            ExpiresAt = time.GetUtcNow() + JoinSessionState.Lifetime,
            Step = JoinStep.Who,
        };
        await this.Write(store);
        return ProgressOf(info);
    }

    public async Task<Answer<JoinProgress>> Progress()
    {
        var info = await CurrentJoinInfo();
        if (info.Value is not { } open) return info.Refusal!;
        if (State.Step != JoinStep.Joined) return await WithMail(ProgressOf(open));
        // The answer that let this browser in never reached it.
        return await WhoJoined() is { } participant ? await SignIn(open, participant) : await End();
    }

    public async Task<Answer<JoinProgress>> GoBack()
    {
        var info = await CurrentJoinInfo();
        if (info.Value is not { } open) return info.Refusal!;
        if (State.Step == JoinStep.Who) return ProgressOf(open);
        State.Step = JoinStep.Who;
        await this.Write(store);
        return ProgressOf(open);
    }

    public async Task<Answer<JoinProgress>> GiveIdentity(PersonDetails person, string clientIp)
    {
        var info = await CurrentJoinInfo();
        if (info.Value is not { } open) return info.Refusal!;
        var check = Identity.Check(person);
        if (check.Value is not { } checkedPerson) return check.Refusal!;
        if (open.Closed) return Reason.ChatClosed;
        // Nobody who could never get a code is let in with that address, known or not.
        if (await mailQueues.Reach(checkedPerson.Email) is { } unreachable) return unreachable;
        // One attempt lets in one person, and repeats that answer.
        if (State.ParticipantId is not null && (await WhoJoined())?.Email != checkedPerson.Email) return await End();

        var known = await Chat.FindByEmail(checkedPerson.Email);
        if (known is not null && known.JoinedBy != Attempt) return await AskForCode(open, known, checkedPerson, clientIp);

        var admitted = await AdmitNew(open, checkedPerson, clientIp);
        // A person with this address was faster, in the same moment: the code decides who is who.
        return admitted.Refusal?.Reason == Reason.AlreadyExists && await Chat.FindByEmail(checkedPerson.Email) is { } other
            ? await AskForCode(open, other, checkedPerson, clientIp)
            : admitted;
    }

    public async Task<Answer<JoinProgress>> GiveCode(string code)
    {
        var info = await CurrentJoinInfo();
        if (info.Value is not { } open) return info.Refusal!;
        if (State.Code is not { } issued || State.Person is not { } person || State.Step is JoinStep.Who or JoinStep.Password)
            return new Refusal(Reason.CodeExpired) { Field = "code" };
        // Single use: once it has let a person in, all it can do is repeat that answer.
        if (State.Step == JoinStep.Joined && await WhoJoined() is null) return new Refusal(Reason.CodeExpired) { Field = "code" };

        var now = time.GetUtcNow();
        var (right, next) = issued.Try(code, now);
        State.Code = next;
        State.Proven = right;
        // The try counts before anybody learns whether it was right, even if the process dies here.
        await this.Write(store);
        return right ? await Admit(open, person, verified: true) : next.Refusal(now);
    }

    public Task<Answer<JoinProgress>> SendNewCode() => SendNewCodeFrom("");

    public async Task<Answer<JoinProgress>> SendNewCodeFrom(string clientIp)
    {
        var info = await CurrentJoinInfo();
        if (info.Value is not { } open) return info.Refusal!;
        if (State.Step != JoinStep.Code || State.Person is not { } person) return Reason.SessionExpired;
        if (State.ResendAt is { } at && at > time.GetUtcNow()) return new Refusal(Reason.TooManyCodes) { RetryAfter = at - time.GetUtcNow() };
        return await Chat.FindByEmail(person.Email) is { } known ? await MailCode(open, known, person, clientIp) : Reason.SessionExpired;
    }

    private async Task<Answer<JoinProgress>> AskForCode(JoinInfo open, Participant known, PersonDetails person, string clientIp)
    {
        if (known.Standing == Standing.Removed) return Reason.NotAllowed;
        if (await IsFullFor(known) is { } full) return full;
        var stillGood = State.Person?.Email == person.Email && State.Code?.IsUsable(time.GetUtcNow()) is true && !State.Proven;
        if (!stillGood) return await MailCode(open, known, person, clientIp);
        State.Person = person;
        State.Step = JoinStep.Code;
        await this.Write(store);
        return await WithMail(ProgressOf(open));
    }

    private async Task<Answer<JoinProgress>> MailCode(JoinInfo open, Participant known, PersonDetails person, string clientIp)
    {
        if (await TakeCode(known, clientIp) is { } tooMany) return tooMany;
        var now = time.GetUtcNow();
        (State.Code, var digits) = OneTimeCode.Create(now);
        State.Proven = false;
        State.Person = person;
        State.Step = JoinStep.Code;
        State.ResendAt = now + ResendPause;
        var mail = Guid.NewGuid();
        State.Letter = mail;
        // The code counts before it is mailed: a mail without its code would be a riddle.
        await this.Write(store);
        // Nobody waits for the provider: the mail is on its way for good once the mail queue has it.
        var taken = await mailQueues.Enqueue(new CodeMailRequest
        {
            Id = mail,
            Topic = MailTopic,
            Purpose = CodePurpose.Joining,
            To = known.Email,
            ToName = known.FullName,
            Code = digits,
            Language = CallLanguage.Current,
            Chat = open.ChatName,
            Company = open.CompanyName,
            AskedAt = now,
            ExpiresAt = State.Code.ExpiresAt,
        });
        return taken.Refusal is { } full ? await Unsent(full) : ProgressOf(open) with { Mail = MailFate.Sending };
    }

    /// <summary>
    /// Counts a code about to be mailed: for the network, which must not make us mail the whole world; for the person from this network,
    /// before all networks together, so that nobody uses up another person's tries.
    /// </summary>
    private async Task<Refusal?> TakeCode(Participant known, string clientIp)
    {
        var (network, wider) = (await NetworkOf(clientIp), await WiderNetworkOf(clientIp));
        var wait = await Quota($"codes/join/network/{network}").Take(CodeLimits.OfNetwork)
            ?? (wider == network ? null : await Quota($"codes/join/wider/{wider}").Take(CodeLimits.OfWiderNetwork))
            ?? await Quota($"codes/join/{State.ChatId}/{known.Id}/{wider}").Take(CodeBudget.Here);
        if (wait is { } later) return new Refusal(Reason.TooManyCodes) { RetryAfter = later };
        return (await GrainFactory.GetGrain<IParticipantGrain>($"{State.ChatId}/{known.Id}").CountCode()).Refusal;
    }

    private IQuotaGrain Quota(string key) => GrainFactory.GetGrain<IQuotaGrain>(key);

    /// <summary>No code is on its way: the next request gets one at once.</summary>
    private async Task<Refusal> Unsent(Refusal refusal)
    {
        (State.Code, State.ResendAt, State.Letter) = (null, null, null);
        await this.Write(store);
        return refusal;
    }

    /// <summary>Nobody is asked for more than a password before they are in: so not too many of them from one place.</summary>
    private async Task<Answer<JoinProgress>> AdmitNew(JoinInfo open, PersonDetails person, string clientIp)
    {
        if (State.ParticipantId is not null) return await Admit(open, person, verified: false);
        var arrivals = GrainFactory.GetGrain<IArrivalsGrain>($"{State.ChatId}/{await NetworkOf(clientIp)}");
        if (await arrivals.Take() is { } wait)
            return new Refusal(Reason.TooFast) { RetryAfter = wait, Detail = "Many new people have come into this chat from your network.", Key = "refusal.manyNewPeople" };
        var admitted = await Admit(open, person, verified: false);
        if (admitted.IsRefused) await arrivals.GiveBack();
        return admitted;
    }

    private async Task<Answer<JoinProgress>> Admit(JoinInfo open, PersonDetails person, bool verified)
    {
        var admitted = await Chat.Admit(new AdmissionRequest
        {
            Name = person.Name,
            Surname = person.Surname,
            Email = person.Email,
            Verified = verified,
            Attempt = Attempt,
        });
        if (admitted.Value is not { } admission) return admitted.Refusal!;

        var participant = admission.Participant;
        // A code was sent to one address and says nothing about another.
        if (!verified) State.Code = null;
        State.Person = person;
        await GrainFactory.GetGrain<IAccountGrain>(await seal.NameOf(PersonalNames.Account, participant.Email))
            .Remember(participant.Email, State.ChatId, participant.Id);
        return await SignIn(open, participant);
    }

    private async Task<Answer<JoinProgress>> SignIn(JoinInfo open, Participant participant)
    {
        var secret = await GrainFactory.GetGrain<IParticipantGrain>($"{State.ChatId}/{participant.Id}").SignIn(participant.Stay, "browser");
        State.Step = JoinStep.Joined;
        State.ParticipantId = participant.Id;
        await this.Write(store);
        return ProgressOf(open) with { DeviceSecret = secret };
    }

    /// <summary>The participant this attempt has let in, if they are still in the chat by it.</summary>
    private async Task<Participant?> WhoJoined() =>
        State.ParticipantId is { } id && await Chat.Find(id) is { Standing: Standing.Active } person && person.JoinedBy == Attempt ? person : null;

    private async Task<Refusal?> IsFullFor(Participant known)
    {
        if (known.Standing == Standing.Active) return null;
        var described = await Chat.Describe();
        return described.Value is { } chat && chat.People >= chat.PeopleLimit
            ? new Refusal(Reason.ChatFull) { Limit = chat.PeopleLimit, Company = chat.CompanyName }
            : null;
    }

    /// <summary>What the chat says to people who join, if this attempt is still valid.</summary>
    private async Task<Answer<JoinInfo>> CurrentJoinInfo()
    {
        if (!store.RecordExists || State.ExpiresAt <= time.GetUtcNow()) return await End();
        var info = await Chat.JoinInfo();
        return info.PasswordHash == State.PasswordHash ? info : await End();
    }

    private async Task<Refusal> End()
    {
        if (store.RecordExists) await store.ClearStateAsync();
        (_empty ??= new EmptyActivation(this, () => !store.RecordExists)).LeaveSoon();
        return new Refusal(Reason.SessionExpired);
    }

    /// <summary>Names this attempt to the chat: a hash already, never the browser's secret.</summary>
    private string Attempt => this.GetPrimaryKeyString();

    private string MailTopic => $"join/{Attempt}";

    /// <summary>With what is known of the mail: nobody is told that it was sent before it is known.</summary>
    private async Task<JoinProgress> WithMail(JoinProgress progress) =>
        progress.Step == JoinStep.Code && State.Letter is { } mail ? progress with { Mail = await mailQueues.Fate(MailTopic, mail) } : progress;

    private JoinProgress ProgressOf(JoinInfo info) => new()
    {
        Step = State.Step,
        ChatId = State.ChatId,
        ChatName = info.ChatName,
        CompanyName = info.CompanyName,
        Person = State.Person,
        SentTo = State.Step == JoinStep.Code && State.Person is { } person ? Identity.Mask(person.Email) : null,
        ResendAt = State.Step == JoinStep.Code ? State.ResendAt : null,
        ParticipantId = State.Step == JoinStep.Joined ? State.ParticipantId : null,
    };

    /// <summary>The network of an address; hashed, because the names of grains stand in logs and traces.</summary>
    private Task<string> NetworkOf(string clientIp) => seal.NameOf(PersonalNames.Network, ClientNetwork.Of(clientIp));

    /// <summary>The organisation's network around it, likewise.</summary>
    private Task<string> WiderNetworkOf(string clientIp) => seal.NameOf(PersonalNames.Network, ClientNetwork.WiderOf(clientIp));
}
