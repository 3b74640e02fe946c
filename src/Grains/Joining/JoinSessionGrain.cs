using System.Net;
using System.Net.Sockets;
using ConnectNow.Accounts;
using ConnectNow.Chats;
using ConnectNow.Grains.Mail;
using ConnectNow.Joining;
using ConnectNow.Mailing;
using ConnectNow.Participants;

namespace ConnectNow.Grains.Joining;

/// <inheritdoc cref="IJoinSessionGrain"/>
internal sealed partial class JoinSessionGrain(
    [PersistentState("join-session", GrainStorage.Durable)] IPersistentState<JoinSessionState> store,
    MailOutbox outbox,
    TimeProvider time) : Grain, IJoinSessionGrain
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan ResendPause = TimeSpan.FromSeconds(30);

    private JoinSessionState State => store.State;

    private IChatGrain Chat => GrainFactory.GetGrain<IChatGrain>(State.ChatId);

    public async Task<Answer<JoinProgress>> GivePassword(string chatId, string password, string clientIp)
    {
        var guard = new PasswordGuard(GrainFactory, chatId, NetworkOf(clientIp));
        var take = await guard.Take();
        if (take.Wait is { } wait) return new Refusal(Reason.TooManyTries) { RetryAfter = wait, Field = "password" };

        var door = await GrainFactory.GetGrain<IChatGrain>(chatId).Door();
        // A chat that does not exist takes as long as one that does.
        var right = await Task.Run(() => PasswordHash.Verify(password, door.PasswordHash ?? PasswordHash.OfNothing)) && door.PasswordHash is not null;
        if (!right) return new Refusal(Reason.WrongPassword) { TriesLeft = take.TriesLeft, Field = "password" };
        await guard.Succeed();
        if (door.Closed) return Reason.ChatClosed;

        store.State = new JoinSessionState
        {
            ChatId = chatId,
            PasswordHash = door.PasswordHash!,
            ExpiresAt = time.GetUtcNow() + Lifetime,
            Step = JoinStep.Who,
        };
        await this.Write(store);
        return ProgressOf(door);
    }

    public async Task<Answer<JoinProgress>> Progress()
    {
        var door = await OpenDoor();
        if (door.Value is not { } open) return door.Refusal!;
        if (State.Step != JoinStep.Joined) return ProgressOf(open);
        // The answer that let this browser in never reached it.
        if (await WhoJoined() is { } participant) return await SignIn(open, participant);
        State.Step = JoinStep.Who;
        await this.Write(store);
        return ProgressOf(open);
    }

    public async Task<Answer<JoinProgress>> GoBack()
    {
        var door = await OpenDoor();
        if (door.Value is not { } open) return door.Refusal!;
        if (State.Step == JoinStep.Who) return ProgressOf(open);
        State.Step = JoinStep.Who;
        await this.Write(store);
        return ProgressOf(open);
    }

    public async Task<Answer<JoinProgress>> GiveIdentity(PersonDetails person, string clientIp)
    {
        var door = await OpenDoor();
        if (door.Value is not { } open) return door.Refusal!;
        var check = Identity.Check(person);
        if (check.Value is not { } checkedPerson) return check.Refusal!;
        if (open.Closed) return Reason.ChatClosed;

        var known = await Chat.FindByEmail(checkedPerson.Email);
        if (known is not null && known.JoinedBy != Attempt) return await AskForCode(open, known, checkedPerson, clientIp);

        var admitted = await Admit(open, checkedPerson, verified: false);
        // Somebody with this address was faster, in the same moment: the code decides who is who.
        return admitted.Refusal?.Reason == Reason.AlreadyExists && await Chat.FindByEmail(checkedPerson.Email) is { } other
            ? await AskForCode(open, other, checkedPerson, clientIp)
            : admitted;
    }

    public async Task<Answer<JoinProgress>> GiveCode(string code)
    {
        var door = await OpenDoor();
        if (door.Value is not { } open) return door.Refusal!;
        if (State.Code is not { } issued || State.Person is not { } person || State.Step is JoinStep.Who or JoinStep.Password)
            return new Refusal(Reason.CodeExpired) { Field = "code" };
        // Single use: once it has let somebody in, all it can do is repeat that answer.
        if (State.Step == JoinStep.Joined && await WhoJoined() is null) return new Refusal(Reason.CodeExpired) { Field = "code" };

        var now = time.GetUtcNow();
        var (right, next) = issued.Try(code, now);
        State.Code = next;
        State.Proven = right;
        // The try counts before anybody learns whether it was right, even if the process dies here.
        await this.Write(store);
        return right ? await Admit(open, person, verified: true) : next.Refusal(now);
    }

    public async Task<Answer<JoinProgress>> SendNewCode()
    {
        var door = await OpenDoor();
        if (door.Value is not { } open) return door.Refusal!;
        if (State.Step != JoinStep.Code || State.Person is not { } person) return Reason.SessionExpired;
        if (State.ResendAt is { } at && at > time.GetUtcNow()) return new Refusal(Reason.TooManyCodes) { RetryAfter = at - time.GetUtcNow() };
        return await Chat.FindByEmail(person.Email) is { } known ? await MailCode(open, known, person) : Reason.SessionExpired;
    }

    private async Task<Answer<JoinProgress>> AskForCode(Door open, Participant known, PersonDetails person, string clientIp)
    {
        if (known.Standing == Standing.Removed) return Reason.NotAllowed;
        if (await IsFullFor(known) is { } full) return full;
        var stillGood = State.Person?.Email == person.Email && State.Code?.IsUsable(time.GetUtcNow()) is true && !State.Proven;
        if (!stillGood)
        {
            // One network must not make us mail codes to the whole world.
            var take = await GrainFactory.GetGrain<IThrottleGrain>($"mail/ip/{NetworkOf(clientIp)}").Take(freeTries: 50);
            return take.Wait is { } wait ? new Refusal(Reason.TooManyCodes) { RetryAfter = wait } : await MailCode(open, known, person);
        }

        State.Person = person;
        State.Step = JoinStep.Code;
        await this.Write(store);
        return ProgressOf(open);
    }

    private async Task<Answer<JoinProgress>> MailCode(Door open, Participant known, PersonDetails person)
    {
        var counted = await GrainFactory.GetGrain<IParticipantGrain>($"{State.ChatId}/{known.Id}").CountCode();
        if (counted.Refusal is { } refusal) return refusal;
        var now = time.GetUtcNow();
        (State.Code, var digits) = OneTimeCode.Create(now);
        State.Proven = false;
        State.Person = person;
        State.Step = JoinStep.Code;
        State.ResendAt = now + ResendPause;
        // The code counts before it is mailed: a mail without its code would be a riddle.
        await this.Write(store);
        // Nobody waits for the provider: the mail is on its way for good once the outbox has it.
        var taken = await outbox.Enqueue(new CodeLetter
        {
            Id = Guid.NewGuid(),
            Topic = $"join/{Attempt}",
            Purpose = CodePurpose.Joining,
            To = known.Email,
            ToName = known.FullName,
            Code = digits,
            Chat = open.ChatName,
            Company = open.CompanyName,
            AskedAt = now,
            ExpiresAt = State.Code.ExpiresAt,
        });
        return taken.Refusal is { } full ? await Unsent(full) : ProgressOf(open);
    }

    /// <summary>No code is on its way: whoever asks again gets one at once.</summary>
    private async Task<Refusal> Unsent(Refusal refusal)
    {
        (State.Code, State.ResendAt) = (null, null);
        await this.Write(store);
        return refusal;
    }

    private async Task<Answer<JoinProgress>> Admit(Door open, PersonDetails person, bool verified)
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
        State.Person = person;
        await GrainFactory.GetGrain<IAccountGrain>(Secrets.Hash(participant.Email)).Remember(participant.Email, State.ChatId, participant.Id);
        return await SignIn(open, participant);
    }

    private async Task<Answer<JoinProgress>> SignIn(Door open, Participant participant)
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

    /// <summary>The chat's door, if this attempt is still good for it.</summary>
    private async Task<Answer<Door>> OpenDoor()
    {
        if (!store.RecordExists || State.ExpiresAt <= time.GetUtcNow()) return await End();
        var door = await Chat.Door();
        return door.PasswordHash == State.PasswordHash ? door : await End();
    }

    private async Task<Refusal> End()
    {
        if (store.RecordExists) await store.ClearStateAsync();
        DeactivateOnIdle();
        return new Refusal(Reason.SessionExpired);
    }

    /// <summary>Names this attempt to the chat: a hash already, never the browser's secret.</summary>
    private string Attempt => this.GetPrimaryKeyString();

    private JoinProgress ProgressOf(Door door) => new()
    {
        Step = State.Step,
        ChatId = State.ChatId,
        ChatName = door.ChatName,
        CompanyName = door.CompanyName,
        Person = State.Person,
        SentTo = State.Step == JoinStep.Code && State.Person is { } person ? Identity.Mask(person.Email) : null,
        ResendAt = State.Step == JoinStep.Code ? State.ResendAt : null,
        ParticipantId = State.Step == JoinStep.Joined ? State.ParticipantId : null,
    };

    /// <summary>
    /// An address, or its /64 network where one person has that many (IPv6); hashed, because the names of grains stand in logs and traces.
    /// </summary>
    private static string NetworkOf(string clientIp) => Secrets.Hash(PlainNetworkOf(clientIp));

    private static string PlainNetworkOf(string clientIp)
    {
        if (!IPAddress.TryParse(clientIp, out var ip)) return "unknown";
        if (ip.IsIPv4MappedToIPv6) ip = ip.MapToIPv4();
        return ip.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(ip.GetAddressBytes().AsSpan(0, 8))
            : ip.ToString();
    }
}
