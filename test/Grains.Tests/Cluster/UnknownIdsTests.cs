using ConnectNow.Chats;
using ConnectNow.Companies;
using ConnectNow.Joining;
using ConnectNow.Participants;
using ConnectNow.Sealing;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>Whoever makes ids up fills no memory: an activation that found no record goes at once, on a silo that runs.</summary>
public sealed class UnknownIdsTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const int Many = 200;

    private readonly Service _service = fixture.Service;

    [Fact]
    public Task Of_participants_nothing_stays() => NothingStaysOf<IParticipantGrain>("participant", async () =>
        Assert.Null(await Participant(NewOwner()).Authenticate(Secrets.NewSecret())));

    [Fact]
    public Task Of_participants_whose_tokens_bear_a_good_seal_nothing_stays() => NothingStaysOf<IParticipantGrain>("participant", async () =>
    {
        var owner = NewOwner();
        Assert.Null(await Participant(owner).Authenticate(await new Seal(_service.Client).NewSecret(owner)));
    });

    [Fact]
    public Task Of_companies_nothing_stays() => NothingStaysOf<ICompanyGrain>("company", async () =>
    {
        Assert.False(await _service.Client.GetGrain<ICompanyGrain>(Secrets.NewId()).Authenticate(Secrets.NewSecret()));
        Assert.Equal(Reason.NotFound, (await _service.Client.GetGrain<ICompanyGrain>(Secrets.NewId()).Describe()).Refusal!.Reason);
    });

    [Fact]
    public Task Of_chats_nothing_stays() => NothingStaysOf<IChatGrain>("chat", async () =>
    {
        Assert.Equal(Reason.NotFound, (await _service.Chat(Secrets.NewId()).Describe()).Refusal!.Reason);
        Assert.Null(await _service.Chat(Secrets.NewId()).Find(Secrets.NewId()));
        Assert.Null(await _service.Chat(Secrets.NewId()).FindByEmail("nobody@example.com"));
    });

    [Fact]
    public async Task Who_asks_for_one_unknown_id_many_times_at_once_is_always_answered()
    {
        var (owner, chat) = (NewOwner(), Secrets.NewId());

        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(async _ =>
            (await Participant(owner).Authenticate(Secrets.NewSecret()), (await _service.Chat(chat).Describe()).Refusal?.Reason)));

        Assert.All(answers, answer => Assert.Equal((null, Reason.NotFound), answer));
    }

    [Fact]
    public async Task Who_was_unknown_when_first_asked_for_and_is_known_now_stays()
    {
        var company = _service.Client.GetGrain<ICompanyGrain>(Secrets.NewId());
        Assert.True((await company.Describe()).IsRefused);

        Assert.False((await company.Create(new NewCompany { Name = "Northwind", Plan = "small" })).IsRefused);

        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var until = DateTime.UtcNow + (EmptyActivation.Pause * 2); DateTime.UtcNow < until; await poll.WaitForNextTickAsync(TestContext.Current.CancellationToken))
            Assert.Contains(company.GetGrainId(), await ActiveAsync());
    }

    [Fact]
    public Task Of_attempts_to_join_nothing_stays() => NothingStaysOf<IJoinSessionGrain>("attempt to join", async () =>
        Assert.Equal(Reason.SessionExpired, (await _service.Session().Progress()).Refusal!.Reason));

    private async Task NothingStaysOf<TGrain>(string what, Func<Task> askForUnknown) where TGrain : IGrainWithStringKey
    {
        var (_, chatId) = await _service.NewChat();
        await _service.Join(chatId, "Alice");
        var kind = _service.Client.GetGrain<TGrain>(Secrets.NewId()).GetGrainId().Type;
        var before = await CountAsync();

        for (var asked = 0; asked < Many; asked++) await askForUnknown();

        await Eventually.TrueAsync(async () => await CountAsync() <= before, $"no {what} that nobody knows is in the memory");

        async Task<int> CountAsync() => (await ActiveAsync()).Count(id => id.Type == kind);
    }

    private async Task<IEnumerable<GrainId>> ActiveAsync() =>
        (await _service.Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics()).Select(activation => activation.GrainId);

    private IParticipantGrain Participant(string owner) => _service.Client.GetGrain<IParticipantGrain>(owner);

    private static string NewOwner() => $"{Secrets.NewId()}/{Secrets.NewId()}";
}
