using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Rules;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Grains.Telemetry;
using ConnectNow.Grains.Tests.Cluster;
using ConnectNow.Providers.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;


namespace ConnectNow.Grains.Tests.Telemetry;

/// <summary>What a commit tells of itself: to whom it belongs, and that it has failed.</summary>
public sealed class CommitTelemetryTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("connectnow-telemetry-").FullName;
    private readonly ServiceProvider _services = new ServiceCollection().AddChatMeters().BuildServiceProvider();
    private readonly string _companyId = Secrets.NewId();
    private SqliteDatabase _database = null!;
    private FaultyStore _store = null!;
    private ChatTimeline _timeline = null!;

    public async ValueTask InitializeAsync()
    {
        _database = SqliteDatabase.Open(new SqliteStorageOptions { DataDirectory = _directory }, TimeProvider.System, NullLogger<SqliteDatabase>.Instance);
        _store = new FaultyStore(new SqliteTimelineStore(_database), new FaultSwitch());
        var chatId = Secrets.NewId();
        _timeline = new ChatTimeline(chatId, _store, TimeProvider.System, _services.GetRequiredService<ChatMeter>(), NullLogger.Instance, _ => { }, () => { });
        var created = await InTurnAsync(() => _timeline.Run(draft => ChatSettings.Create(draft, chatId, new NewChat { Name = "Kitchen", CompanyId = _companyId, PasswordHash = "" })));
        Assert.Null(created.Refusal);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _services.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_commit_for_two_belongs_to_the_trace_of_one_and_links_to_the_other()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "ConnectNow",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var (first, second) = (Cause(), Cause());

        await InTurnAsync(() => Task.WhenAll(RenameAs(first, "Kitchen refit"), RenameAs(second, "Kitchen and bath")));

        await Eventually.TrueAsync(() => Task.FromResult(spans.Any(span => span.TraceId == first.TraceId)), "The commit was recorded.");
        var commit = Assert.Single(spans, span => span.TraceId == first.TraceId);
        Assert.Equal(("chat commit", first.SpanId), (commit.OperationName, commit.ParentSpanId));
        Assert.Equal([second.SpanId], commit.Links.Select(link => link.Context.SpanId));
        Assert.Equal(2, commit.GetTagItem("connectnow.commit.operations"));
    }

    [Fact]
    public async Task A_commit_that_storage_failed_is_counted_by_operation_and_fault()
    {
        var errors = new ConcurrentQueue<string>();
        using var listener = new MeterListener();
        var own = _services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, taker) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, own) && instrument.Name == "connectnow.storage.errors") taker.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => errors.Enqueue(string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
        listener.Start();
        _store.FailBefore = true;

        var answer = await InTurnAsync(() => RenameAs(null, "Bath"));

        Assert.Equal(Reason.Unavailable, answer.Refusal?.Reason);
        Assert.Equal(["operation=timeline.commit error.type=IOException"], errors);
    }

    /// <summary>As a grain's calls run: one at a time, each to where it first waits.</summary>
    private static Task<T> InTurnAsync<T>(Func<Task<T>> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

    private static Activity Cause()
    {
        Activity.Current = null;
        return new Activity("call") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
    }

    private Task<Answer<Done>> RenameAs(Activity? cause, string name)
    {
        Activity.Current = cause;
        return _timeline.Run(draft => ChatSettings.Change(draft, Caller.Company(_companyId), new ChatChange { Name = name }));
    }
}
