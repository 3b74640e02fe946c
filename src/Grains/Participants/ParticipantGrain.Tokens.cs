using ConnectNow.Chats;
using ConnectNow.Grains.Joining;
using ConnectNow.Joining;
using ConnectNow.Languages;
using ConnectNow.Mailing;

namespace ConnectNow.Grains.Participants;

/// <summary>
/// The codes by which programs get a token. Each belongs to the session that asked for it: wrong tries of others do not count.
/// </summary>
internal sealed partial class ParticipantGrain
{
    public Task<Answer<Done>> MailTokenCode() =>
        AskForTokenCode(new CodeAsk { Session = Secrets.NewSecret(), Network = "", MayMail = true });

    public Task<Answer<Done>> RedeemTokenCode(string code) => TryTokenCode(new CodeTry { Code = code });

    public async Task<Answer<Done>> AskForTokenCode(CodeAsk ask)
    {
        var (chatId, participantId) = SplitKey();
        var chat = GrainFactory.GetGrain<IChatGrain>(chatId);
        if (await chat.Find(participantId) is not { Standing: Standing.Active } person) return Reason.NotInChat;
        var now = time.GetUtcNow();
        if (!ask.MayMail)
        {
            if (State.TokenCodes.Sharing(ask.Session, ask.Network, now) is not { } shared) return Reason.TooManyCodes;
            State.TokenCodes = shared;
            await this.Write(store);
            return default(Done);
        }

        var counted = CodeBudget.Take(State.TokenCodesMailed, now, CodeBudget.Everywhere);
        if (counted.Refusal is { } refusal) return refusal;
        State.TokenCodesMailed = counted.Value;
        var (code, digits) = OneTimeCode.Create(now);
        State.TokenCodes = State.TokenCodes.With(new SessionCode(ask.Session, code) { Network = ask.Network }, now);
        await this.Write(store);
        var info = await chat.JoinInfo();
        return await mailQueues.Enqueue(new CodeMailRequest
        {
            Id = Guid.NewGuid(),
            // Of who asked: a stranger's mail must not take the place of one that still waits.
            Topic = $"token/{this.GetPrimaryKeyString()}/{ask.Session}",
            Purpose = CodePurpose.Token,
            To = person.Email,
            ToName = person.FullName,
            Code = digits,
            Language = CallLanguage.Current,
            Chat = info.ChatName,
            Company = info.CompanyName,
            AskedAt = now,
            ExpiresAt = code.ExpiresAt,
        });
    }

    public async Task<Answer<Done>> TryTokenCode(CodeTry tried)
    {
        var now = time.GetUtcNow();
        if (FindTokenCode(tried, now) is not { } issued) return await TryEarlierTokenCode(tried.Code, now);
        var isOwn = tried.Session is not null || issued.Network == tried.Network;
        var (right, next) = (isOwn ? issued.Code : issued.Code with { TriesLeft = issued.StrangersTries }).Try(tried.Code, now);
        var after = isOwn ? issued with { Code = next } : issued with { StrangersTries = next.TriesLeft };
        State.TokenCodes = right ? State.TokenCodes.Without(issued) : State.TokenCodes.Replace(issued, after);
        // The try counts before anybody learns whether it was right, even if the process dies here.
        await this.Write(store);
        return right ? default(Done) : next.Refusal(now) with { Field = "auth_code" };
    }

    private SessionCode? FindTokenCode(CodeTry tried, DateTimeOffset now) => tried.Session is { } session
        ? State.TokenCodes.Of(session, now)
        : State.TokenCodes.LastOrDefault(known => known.Network == tried.Network && known.Code.IsUsable(now)) ?? State.TokenCodes.LastOrDefault(known => known.Code.IsUsable(now));

    /// <summary>A code that was mailed before codes belonged to anybody.</summary>
    private async Task<Answer<Done>> TryEarlierTokenCode(string code, DateTimeOffset now)
    {
        if (State.TokenCode is not { } issued) return new Refusal(Reason.CodeExpired) { Field = "auth_code" };
        var (right, next) = issued.Try(code, now);
        State.TokenCode = right ? null : next;
        await this.Write(store);
        return right ? default(Done) : next.Refusal(now) with { Field = "auth_code" };
    }
}
