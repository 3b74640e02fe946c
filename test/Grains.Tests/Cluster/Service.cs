using ConnectNow.Chats;
using ConnectNow.Companies;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Grains.Companies;
using ConnectNow.Grains.Mail;
using ConnectNow.Grains.Notifications;
using ConnectNow.Grains.Sealing;
using ConnectNow.Grains.Telemetry;
using ConnectNow.Grains.Tests.Notifications;
using ConnectNow.Joining;
using ConnectNow.Providers.Files;
using ConnectNow.Providers.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;
using Orleans.TestingHost;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>A real silo on a real SQLite file, with a hand on the clock, the letterbox and the line to storage.</summary>
public sealed partial class Service : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;
    private readonly SqliteDatabase? _database;

    private Service(InProcessTestCluster cluster, SqliteDatabase? database, FaultyStore store, FaultyFiles files, ShiftedTime time, TestMailbox postbox, Pushes pushes)
    {
        (_cluster, _database, Store, Files, Time, TestMailbox, Pushes) = (cluster, database, store, files, time, postbox, pushes);
    }

    public FaultyStore Store { get; }

    public FaultyFiles Files { get; }

    public FaultSwitch FaultSwitch => Store.FaultSwitch;

    public ShiftedTime Time { get; }

    public TestMailbox TestMailbox { get; }

    /// <summary>Mails that the mail queue has and the postbox has not.</summary>
    private int MailsOnTheirWay => _cluster.Silos.Sum(silo => silo.ServiceProvider.GetRequiredService<MailMeter>().WaitingHere);

    /// <summary>What was pushed.</summary>
    public Pushes Pushes { get; }

    public IClusterClient Client => _cluster.Client;

    /// <summary>Starts on a folder; what earlier services left in it is there.</summary>
    public static async Task<Service> Start(string directory)
    {
        var time = new ShiftedTime();
        var database = SqliteDatabase.Open(new SqliteStorageOptions { DataDirectory = directory }, time, NullLogger<SqliteDatabase>.Instance);
        var fuse = new FaultSwitch();
        var files = new FaultyFiles(new FolderFileStore(new FolderFileStoreOptions { DataDirectory = directory }, time), fuse);
        return await Start(database, new FaultyStore(new SqliteTimelineStore(database), fuse), files, time, new TestMailbox(), new Pushes(), owns: true);
    }

    /// <summary>Starts a second service on the storage of this one: neither knows of the other, as when a network splits.</summary>
    public Task<Service> StartTwin() => Start(_database!, Store, Files, Time, TestMailbox, Pushes, owns: false);

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }

    public IChatGrain Chat(string chatId) => Client.GetGrain<IChatGrain>(chatId);

    public IChatFilesGrain FilesOf(string chatId) => Client.GetGrain<IChatFilesGrain>(chatId);

    public IJoinSessionGrain Session(string? secret = null) =>
        Client.GetGrain<IJoinSessionGrain>(Secrets.Hash(secret ?? Secrets.NewSecret()));

    /// <summary>
    /// A company on the plan "small" (3 people, 2 chats) unless another is named, and a chat of it with <see cref="Password"/>.
    /// </summary>
    public async Task<(string CompanyId, string ChatId)> NewChat(string plan = "small")
    {
        var company = Client.GetGrain<ICompanyGrain>(Secrets.NewId());
        Assert.False((await company.Create(new NewCompany { Name = "Northwind", Plan = plan })).IsRefused);
        var chat = await company.CreateChat("Kitchen refit", PasswordOfAll);
        return (company.GetPrimaryKeyString(), chat.Value!.Id);
    }

    public const string Password = "correct horse";

    /// <summary>Hashed once: it is meant to be slow.</summary>
    private static readonly string PasswordOfAll = PasswordHash.Create(Password);

    /// <summary>The digits of the newest code mailed to an address, once everything that was put into the mail queue is out.</summary>
    public async Task<string> CodeFor(string email)
    {
        await MailsAreOut();
        return TestMailbox.CodeFor(email);
    }

    /// <summary>Digits that are not the newest code of an address.</summary>
    public async Task<string> WrongCodeFor(string email) => await CodeFor(email) == "000000" ? "000001" : "000000";

    public Task MailsAreOut() => Eventually.TrueAsync(() => Task.FromResult(MailsOnTheirWay == 0), "the mail queue is empty");

    /// <summary>Somebody new in a chat, without the pages in front of it.</summary>
    public async Task<Caller> Join(string chatId, string name)
    {
        var admitted = await Chat(chatId).Admit(new AdmissionRequest
        {
            Name = name,
            Surname = "Tester",
            Email = $"{name.ToLowerInvariant()}@example.com",
            Verified = false,
            Attempt = Secrets.NewSecret(),
        });
        Assert.Null(admitted.Refusal);
        return Caller.Participant(admitted.Value!.Participant.Id, admitted.Value.Participant.Stay);
    }

    /// <summary>Everything in a chat.</summary>
    public async Task<IReadOnlyList<ChatEvent>> Everything(string chatId)
    {
        var all = new List<ChatEvent>();
        for (var page = await Chat(chatId).Range(1, 500); page.Events.Length > 0; page = await Chat(chatId).Range(all.Count + 1, all.Count + 500))
            all.AddRange(page.Events);
        return all;
    }

    private static async Task<Service> Start(
        SqliteDatabase database, FaultyStore store, FaultyFiles files, ShiftedTime time, TestMailbox postbox, Pushes pushes, bool owns)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddSqliteGrainStorage("sqlite");
            silo.Services.AddKeyedSingleton<IGrainStorage>(
                GrainStorage.Durable, (services, _) => new FaultyGrainStorage(services.GetRequiredKeyedService<IGrainStorage>("sqlite"), store.FaultSwitch));
            silo.Services.AddSingleton(database);
            silo.Services.AddSingleton<TimeProvider>(time);
            silo.Services.AddSingleton<ITimelineStore>(store);
            silo.Services.AddSingleton<IFileStore>(files);
            silo.Services.AddSingleton<IMailer>(postbox);
            silo.Services.AddMailQueue();
            silo.Services.AddSingleton<IPushSender>(pushes);
            silo.Services.AddSeal();
            silo.Services.AddChatMeters();
            silo.Services.AddNotifications().Configure(options => (options.ReadingTime, options.Interval) = (Pushes.ReadingTime, Pushes.Interval));
            silo.Services.Configure<PlanOptions>(options =>
            {
                options.DefaultPlan = "small";
                options.Plans["small"] = new PlanLimits { PeoplePerChat = 3, Chats = 2, FileBytes = 10_000, StorageBytes = 50_000 };
                options.Plans["large"] = new PlanLimits { PeoplePerChat = 200, Chats = 1_000 };
            });
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new Service(cluster, owns ? database : null, store, files, time, postbox, pushes);
    }
}

/// <summary>One service for the tests of a class; each test makes chats of its own.</summary>
public sealed class ServiceFixture : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("connectnow-grains-").FullName;

    public Service Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Service = await Service.Start(_directory);

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
