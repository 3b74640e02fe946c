using ConnectNow.Grains.Joining;
using ConnectNow.Grains.Mail;
using ConnectNow.Grains.Notifications;
using ConnectNow.Participants;
using ConnectNow.Sealing;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Grains.Participants;

/// <inheritdoc cref="IParticipantGrain"/>
internal sealed partial class ParticipantGrain(
    [PersistentState("participant", GrainStorage.Durable)] IPersistentState<ParticipantState> store,
    MailQueues mailQueues,
    PushChannel push,
    Seal seal,
    TimeProvider time,
    ILogger<ParticipantGrain> logger) : Grain, IParticipantGrain, IDisposable
{
    private const int MaxDevices = 50;
    private const int LabelLength = 200;
    private static readonly TimeSpan UseGranularity = TimeSpan.FromDays(1);

    private EmptyActivation? _empty;

    private ParticipantState State => store.State;

    public async Task<string> SignIn(long stay, string device)
    {
        var secret = await seal.NewSecret(this.GetPrimaryKeyString());
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
        if (DeviceOf(secret) is not { } device)
        {
            // Nobody this service has heard of: not to be kept in memory.
            if (!store.RecordExists) (_empty ??= new EmptyActivation(this, () => !store.RecordExists)).LeaveSoon();
            return null;
        }

        var now = time.GetUtcNow();
        if (now - device.LastUsed < UseGranularity) return device.Stay;
        State.Devices = State.Devices.Replace(device, device with { LastUsed = now });
        await this.Write(store);
        return device.Stay;
    }

    public async Task<string?> Reseal(string secret)
    {
        if (DeviceOf(secret) is not { } device) return null;
        var resealed = await seal.Resealed(this.GetPrimaryKeyString(), secret);
        var hash = Secrets.Hash(resealed);
        if (device.SecretHash == hash) return resealed;
        // The old one stays good: the answer with the new one may never arrive, and other calls with the old one may be under way.
        State.Devices = State.Devices.Replace(device, device with { SecretHash = hash, FormerHash = device.SecretHash });
        State.PushDevices = [.. State.PushDevices.Select(known => known.SecretHash == device.SecretHash ? known with { SecretHash = hash } : known)];
        await this.Write(store);
        return resealed;
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

    private Device? DeviceOf(string secret)
    {
        var hash = Secrets.Hash(secret);
        return State.Devices.FirstOrDefault(known => known.SecretHash == hash || known.FormerHash == hash);
    }

    private Refusal? CountOneCode()
    {
        var sent = CodeBudget.Take(State.CodesMailed, time.GetUtcNow(), CodeBudget.Everywhere);
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
