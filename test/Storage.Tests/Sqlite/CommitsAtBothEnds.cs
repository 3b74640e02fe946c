using ConnectNow.Grains.Chats.Timeline;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace ConnectNow.Storage.Tests.Sqlite;

/// <summary>Something that commits until the very end, as a silo that deactivates its grains does.</summary>
internal sealed class CommitsAtBothEnds(ITimelineStore store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => CommitAsync(1, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => CommitAsync(2, cancellationToken);

    private async Task CommitAsync(long seq, CancellationToken cancellationToken)
    {
        var commit = new TimelineCommit
        {
            ExpectedETag = (await store.LoadAsync("chat", 0, cancellationToken))?.ETag,
            CommitId = Guid.NewGuid().ToString(),
            Head = "head"u8.ToArray(),
            Added = [new(seq, null, "body"u8.ToArray())],
        };
        Assert.IsType<Committed>(await store.CommitAsync("chat", commit, cancellationToken));
    }
}
