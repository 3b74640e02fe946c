using ConnectNow.Chats;
using ConnectNow.Grains.Joining;
using ConnectNow.Grains.Mail;
using ConnectNow.Grains.Notifications;
using ConnectNow.Mailing;
using ConnectNow.Participants;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Grains.Participants;

/// <inheritdoc cref="IParticipantGrain"/>
internal sealed partial class ParticipantGrain(
    [PersistentState("participant", GrainStorage.Durable)] IPersistentState<ParticipantState> store,
    MailOutbox outbox,
    PushChannel push,
    TimeProvider time,
    ILogger<ParticipantGrain> logger) : Grain, IParticipantGrain, IDisposable
{
    private const int MaxDevices = 50;
    private const int LabelLength = 200;
    private static readonly TimeSpan UseGranularity = TimeSpan.FromDays(1);

    private ParticipantState State => store.State;

    public async Task<string> SignIn(long stay, string device)
    {
        var secret = Secrets.NewSecret();
        var now = time.GetUtcNow();
        var fresh = new Device
        {
            SecretHash = Secrets.Hash(secret),
            Stay = stay,
            Label = device.Length > LabelLength ? device[..LabelLength] : device,
            SignedInAt = now,
            LastUsed = now,
        };
        // A stay that is over signs nobody in again.
        State.Devices = [.. State.Devices.Where(known => known.Stay == stay).OrderByDescending(known => known.LastUsed).Take(MaxDevices - 1), fresh];
        State.PushDevices = State.PushDevices.RemoveAll(device => State.Devices.All(known => known.SecretHash != device.SecretHash));
        await this.Write(store);
        return secret;
    }

    public async Task<long?> Authenticate(string secret)
    {
        var hash = Secrets.Hash(secret);
        if (State.Devices.FirstOrDefault(known => known.SecretHash == hash) is not { } device) return null;
        var now = time.GetUtcNow();
        if (now - device.LastUsed < UseGranularity) return device.Stay;
        State.Devices = State.Devices.Replace(device, device with { LastUsed = now });
        await this.Write(store);
        return device.Stay;
    }

    public async Task SignOutAll()
    {
        if (State.Devices.IsEmpty) return;
        State.Devices = [];
        State.PushDevices = [];
        await this.Write(store);
    }

    public async Task<Answer<Done>> CountCode()
    {
        if (CountOneCode() is { } refusal) return refusal;
        await this.Write(store);
        return default(Done);
    }

    public async Task<Answer<Done>> MailTokenCode()
    {
        var (chatId, participantId) = SplitKey();
        var chat = GrainFactory.GetGrain<IChatGrain>(chatId);
        if (await chat.Find(participantId) is not { Standing: Standing.Active } person) return Reason.NotInChat;
        if (CountOneCode() is { } refusal) return refusal;
        var now = time.GetUtcNow();
        var (code, digits) = OneTimeCode.Create(now);
        State.TokenCode = code;
        await this.Write(store);
        var door = await chat.Door();
        return await outbox.Enqueue(new CodeLetter
        {
            Id = Guid.NewGuid(),
            Topic = $"token/{this.GetPrimaryKeyString()}",
            Purpose = CodePurpose.Token,
            To = person.Email,
            ToName = person.FullName,
            Code = digits,
            Chat = door.ChatName,
            Company = door.CompanyName,
            AskedAt = now,
            ExpiresAt = code.ExpiresAt,
        });
    }

    public async Task<Answer<Done>> RedeemTokenCode(string code)
    {
        var now = time.GetUtcNow();
        if (State.TokenCode is not { } issued) return new Refusal(Reason.CodeExpired) { Field = "auth_code" };
        var (right, next) = issued.Try(code, now);
        State.TokenCode = right ? null : next;
        await this.Write(store);
        return right ? default(Done) : next.Refusal(now) with { Field = "auth_code" };
    }

    private Refusal? CountOneCode()
    {
        var sent = CodeBudget.Take(State.CodesMailed, time.GetUtcNow());
        if (sent.Refusal is null) State.CodesMailed = sent.Value;
        return sent.Refusal;
    }

    private (string ChatId, string ParticipantId) SplitKey()
    {
        var key = this.GetPrimaryKeyString();
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return (key[..slash], key[(slash + 1)..]);
    }
}
