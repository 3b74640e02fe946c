using ConnectNow.Files;
using ConnectNow.Grains.Files;
using ConnectNow.Grains.Tests.Cluster;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNow.Grains.Tests.Files;

/// <summary>Marks of chats that are none: what is settled of them is seen in the store.</summary>
public sealed class FileSweepTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service _service = fixture.Service;

    [Fact]
    public async Task It_sweeps_once_the_host_has_started_and_every_ten_minutes()
    {
        var time = new FakeTimeProvider(_service.Time.GetUtcNow() + TimeSpan.FromHours(1));
        using var lifetime = new Lifetime();
        using var sweep = new FileSweep(_service.Files, _service.Client, lifetime.Host, Options.Create(new FileSweepOptions()), time, NullLogger<FileSweep>.Instance);
        var first = await Mark();
        await sweep.StartAsync(CancellationToken.None);

        lifetime.Host.NotifyStarted();
        await Eventually.TrueAsync(async () => !await IsThere(first), "the sweep at the start is over");

        var second = await Mark();
        time.Advance(TimeSpan.FromMinutes(10));
        await Eventually.TrueAsync(async () => !await IsThere(second), "the second sweep is over");
        await sweep.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_mark_that_is_younger_than_ten_minutes_is_left_to_whoever_left_it()
    {
        var mark = await Mark();

        await _service.Sweep(TimeSpan.FromMinutes(9));
        Assert.True(await IsThere(mark));
        await _service.Sweep(TimeSpan.FromMinutes(1));
        Assert.False(await IsThere(mark));
    }

    [Fact]
    public async Task What_can_t_be_settled_now_is_settled_later_and_keeps_nobody_from_the_rest()
    {
        var (file, chat) = (await Mark(), new FileMark(Secrets.NewId(), null));
        await _service.Files.MarkAsync(chat, TestContext.Current.CancellationToken);
        _service.Files.FailDeletes = true;

        await _service.Sweep(TimeSpan.FromMinutes(10));
        Assert.Equal((true, false), (await IsThere(file), await IsThere(chat)));

        _service.Files.FailDeletes = false;
        await _service.Sweep(TimeSpan.Zero);
        Assert.False(await IsThere(file));
    }

    private async Task<FileMark> Mark()
    {
        var mark = new FileMark(Secrets.NewId(), Secrets.NewId());
        await _service.Files.MarkAsync(mark);
        return mark;
    }

    private async Task<bool> IsThere(FileMark mark) => (await _service.Marks(mark.ChatId)).Contains(mark);

    /// <summary>A host's lifetime without the host.</summary>
    private sealed class Lifetime : IDisposable
    {
        public ApplicationLifetime Host { get; } = new(NullLogger<ApplicationLifetime>.Instance);

        public void Dispose() => Host.StopApplication();
    }
}
