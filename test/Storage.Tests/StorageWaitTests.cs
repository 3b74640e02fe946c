using Azure;
using ConnectNow.Grains;
using ConnectNow.Providers.AzureAccount;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ConnectNow.Storage.Tests;

/// <summary>Roles that were given a moment ago, and those that were not given.</summary>
public sealed class StorageWaitTests
{
    private static readonly Uri Host = new("https://account.table.core.windows.net");

    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };

    [Theory, InlineData("AuthorizationPermissionMismatch"), InlineData("AuthorizationFailure")]
    public async Task A_role_that_comes_late_is_waited_for(string code)
    {
        var asked = 0;

        await WaitAsync(() => ++asked < 20 ? throw Refused(code) : Task.CompletedTask);

        Assert.Equal(20, asked);
    }

    [Fact]
    public async Task A_role_that_does_not_come_ends_the_process_after_ten_minutes()
    {
        var began = _time.GetUtcNow();

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => WaitAsync(() => throw Refused("AuthorizationPermissionMismatch")));

        Assert.Contains("roles of its identity", refused.Message, StringComparison.Ordinal);
        Assert.InRange(_time.GetUtcNow() - began, StorageWait.RolesKnown, StorageWait.RolesKnown + TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task A_wrong_key_ends_it_at_once()
    {
        var asked = 0;

        await Assert.ThrowsAsync<StorageUnavailableException>(() => WaitAsync(() =>
        {
            asked++;
            throw Refused("AuthenticationFailed");
        }));

        Assert.Equal(1, asked);
    }

    private static RequestFailedException Refused(string code) => new(403, "Refused.", code, null);

    // Nothing takes time but what is waited for.
    private async Task WaitAsync(Func<Task> attempt)
    {
        var waiting = StorageWait.UntilAnsweredAsync(_ => attempt(), Host, _time, NullLogger.Instance, TestContext.Current.CancellationToken);
        while (!waiting.IsCompleted)
        {
            await Task.Yield();
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        await waiting;
    }
}
