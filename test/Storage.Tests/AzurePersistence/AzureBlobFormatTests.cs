using System.Reflection;
using Azure.Storage.Blobs;
using ConnectNow.Grains.Accounts;
using ConnectNow.Grains.Companies;
using ConnectNow.Grains.Joining;
using ConnectNow.Grains.Mail;
using ConnectNow.Grains.Notifications;
using ConnectNow.Grains.Participants;
using ConnectNow.Grains.Sealing;
using ConnectNow.Joining;
using ConnectNow.Mailing;
using Orleans.Storage;
using Xunit;

namespace ConnectNow.Storage.Tests.AzurePersistence;

/// <summary>What lies in storage, to the letter: the official provider reads the same, and a later version of ours must.</summary>
public sealed class AzureBlobFormatTests(AzuriteAccount azurite) : IAsyncLifetime
{
    private const string Container = "grain-format";

    private static readonly DateTimeOffset Then = new(2026, 2, 28, 23, 59, 59, 123, TimeSpan.Zero);
    private static readonly OneTimeCode Code = new() { Salt = "salt", Hash = "hash", ExpiresAt = Then, TriesLeft = 3 };

    private BlobContainerClient _container = null!;

    private static CodeMailRequest Letter => new()
    {
        Id = new Guid("ffeeddcc-bbaa-9988-7766-554433221100"),
        Topic = "session",
        Purpose = CodePurpose.Joining,
        To = "ada@example.org",
        ToName = "Ada \"Söhne\" 🙂",
        Code = "123456",
        Chat = "Roof",
        Company = "Northwind",
        AskedAt = Then,
        ExpiresAt = Then.AddMinutes(10),
    };

    /// <summary>One of every state that grains keep, with something in all of it.</summary>
    public static IReadOnlyDictionary<Type, object> States { get; } = new object[]
    {
        new AccountState { Email = "ada@example.org", Chats = [new("chat", "ada")], CodesMailed = [Then], Codes = [new("session", Code)] },
        new CompanyState
        {
            Name = "Ada & \"Söhne\" 🙂", Plan = "team", CreatedAt = Then, OwnerId = "owner", Owned = ["owned"],
            Tokens = [new("hash", "label", Then)], Chats = [new("chat", Then)],
        },
        new CompanyStorageState { Chats = new CompanyStorageState().Chats.Add("chat", 12_345_678_901) },
        new MailQueueState
        {
            Waiting = [new QueuedMail { Letter = Letter, Failures = 2, NotBefore = Then.AddMinutes(1), InDoubt = true }],
            Settled = [new(new Guid("00112233-4455-6677-8899-aabbccddeeff"), Then.AddMinutes(3))],
            PausedUntil = Then.AddMinutes(2),
        },
        new JoinSessionState
        {
            ChatId = "chat", PasswordHash = "hash", ExpiresAt = Then, Step = JoinStep.Code, Person = new("Ada", "Lovelace", "ada@example.org"),
            Code = Code, ResendAt = Then.AddMinutes(1), Proven = true, ParticipantId = "ada",
        },
        new ParticipantState
        {
            Devices = [new() { SecretHash = "hash", Stay = 2, Label = "browser", SignedInAt = Then, LastUsed = Then.AddDays(1) }],
            CodesMailed = [Then], TokenCode = Code,
            PushDevices = [new() { Endpoint = "https://push.example/1", P256dh = "key", Auth = "auth", SecretHash = "hash", Stay = 2 }],
        },
        new SealKeyState { Key = [4, 5, 6, 254] },
        new VapidState { PrivateKey = [1, 2, 3, 255] },
    }.ToDictionary(state => state.GetType());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _container = await azurite.ContainerAsync(Container);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_state_is_a_blob_of_this_name_with_this_content()
    {
        var grain = GrainId.Create("participant", "0123456789abcdef/ada");
        await azurite.Create(Container).WriteStateAsync("participant", grain, new Held<ParticipantState> { State = (ParticipantState)States[typeof(ParticipantState)] });

        var blob = await _container.GetBlobClient("participant-participant/0123456789abcdef/ada.json").DownloadContentAsync(Cancellation);
        Assert.Equal(
            """{"Version":1,"Devices":[{"SecretHash":"hash","Stay":2,"Label":"browser","SignedInAt":"2026-02-28T23:59:59.123+00:00","LastUsed":"2026-03-01T23:59:59.123+00:00"}],"CodesMailed":["2026-02-28T23:59:59.123+00:00"],"TokenCode":{"Salt":"salt","Hash":"hash","ExpiresAt":"2026-02-28T23:59:59.123+00:00","TriesLeft":3},"TokenCodes":[],"TokenCodesMailed":[],"PushDevices":[{"Endpoint":"https://push.example/1","P256dh":"key","Auth":"auth","SecretHash":"hash","Stay":2}]}""",
            blob.Value.Content.ToString());
        Assert.Equal("application/octet-stream", blob.Value.Details.ContentType);
    }

    [Fact]
    public async Task A_blob_that_another_program_wrote_in_this_format_is_read_and_written_on()
    {
        var (storage, grain) = (azurite.Create(Container), GrainId.Create("vapid", "key"));
        await _container.GetBlobClient("vapid-vapid/key.json")
            .UploadAsync(BinaryData.FromString("""{"Version":1,"PrivateKey":"AQID/w=="}"""), Cancellation);

        var state = new Held<VapidState>();
        await storage.ReadStateAsync("vapid", grain, state);
        Assert.Equal((true, "01-02-03-FF"), (state.RecordExists, BitConverter.ToString(state.State.PrivateKey)));
        await storage.WriteStateAsync("vapid", grain, state);
    }

    [Fact]
    public async Task Every_state_that_grains_keep_comes_back_as_it_was()
    {
        Assert.Equal(KeptTypes().OrderBy(type => type.Name), States.Keys.OrderBy(type => type.Name));
        var comes = typeof(AzureBlobFormatTests).GetMethod(nameof(ComesBackAsync), BindingFlags.NonPublic | BindingFlags.Instance)!;
        foreach (var (type, state) in States)
            await (Task)comes.MakeGenericMethod(type).Invoke(this, [state])!;
    }

    [Fact]
    public async Task Cleared_without_being_deleted_it_is_an_empty_blob_and_no_state()
    {
        var (storage, grain) = (azurite.Create(Container, deletesOnClear: false), GrainId.Create("company", "cleared"));
        var state = new Held<CompanyState> { State = { Name = "Ada" } };
        await storage.WriteStateAsync("company", grain, state);
        var stale = new Held<CompanyState>();
        await storage.ReadStateAsync("company", grain, stale);
        await storage.ClearStateAsync("company", grain, state);
        Assert.Equal((false, ""), (state.RecordExists, state.State.Name));
        Assert.Equal(0, (await _container.GetBlobClient("company-company/cleared.json").GetPropertiesAsync(cancellationToken: Cancellation)).Value.ContentLength);

        var read = new Held<CompanyState> { State = { Name = "before" } };
        await storage.ReadStateAsync("company", grain, read);
        Assert.Equal((false, "", state.ETag), (read.RecordExists, read.State.Name, read.ETag));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("company", grain, stale));
        await storage.WriteStateAsync("company", grain, read);
        Assert.True(read.RecordExists);
    }

    [Theory]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("a./b")]
    public async Task A_grain_whose_key_would_meet_that_of_another_on_the_way_has_no_state(string key) =>
        await Assert.ThrowsAsync<ArgumentException>(
            () => azurite.Create(Container).WriteStateAsync("company", GrainId.Create("company", key), new Held<CompanyState>()));

    private async Task ComesBackAsync<T>(T state)
        where T : new()
    {
        var (storage, grain) = (azurite.Create(Container), GrainId.Create("format", typeof(T).Name));
        await storage.WriteStateAsync("state", grain, new Held<T> { State = state });
        var read = new Held<T>();
        await storage.ReadStateAsync("state", grain, read);
        Assert.Equivalent(state, read.State, strict: true);
    }

    private static IEnumerable<Type> KeptTypes() =>
        from type in typeof(AccountState).Assembly.GetTypes()
        from constructor in type.GetConstructors()
        from parameter in constructor.GetParameters()
        where parameter.GetCustomAttribute<PersistentStateAttribute>() is not null
        select parameter.ParameterType.GetGenericArguments()[0];
}
