using ConnectNow.Rollout;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNow.Infra.Tests.Deploying;

public sealed class ColourChangeTests
{
    private static readonly SiloState NotReady = new("replica", false, 0);

    private readonly FakeTimeProvider _time = new();
    private readonly SiloPark _silos = new();
    private readonly StringWriter _says = new();

    private TimeSpan Passed => _time.GetUtcNow() - _time.Start;

    [Fact]
    public async Task The_first_silos_are_blue() => Assert.Equal("blue", await BeginAsync());

    [Theory, InlineData("blue", "green"), InlineData("green", "blue")]
    public async Task New_silos_get_the_colour_that_none_has(string there, string expected)
    {
        _silos.Add($"{there}-1", 0).Add($"{there}-2", 0);

        Assert.Equal(expected, await BeginAsync());
        Assert.Empty(_silos.Deleted);
    }

    [Fact]
    public async Task Old_silos_go_one_by_one_when_all_new_ones_have_joined()
    {
        _silos.Add("blue-1", 0).Add("blue-2", 0).Add("green-1", 9).Add("green-2", 9);

        await FinishAsync("green");

        Assert.Equal(["blue-1", "blue-2"], _silos.Deleted);
        Assert.Equal(2, _silos.FewestOthers);
        Assert.True(Passed >= ColourChange.Joined);
    }

    [Fact]
    public async Task The_first_silos_are_waited_for_too_so_that_the_operator_hears_whether_they_joined()
    {
        _silos.Add("blue-1", 0, () => NotReady);

        var refused = await Assert.ThrowsAsync<RolloutException>(() => FinishAsync("blue"));

        Assert.Contains("blue-1", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_silos.Deleted);
    }

    [Fact]
    public async Task A_colour_that_was_half_made_costs_nobody_else_their_place()
    {
        _silos.Add("blue-1", 0, meant: 3).Add("blue-2", 0, meant: 3).Add("blue-3", 0, meant: 3).Add("green-1", 9, meant: 3).Add("green-2", 9, meant: 3);

        var refused = await Assert.ThrowsAsync<RolloutException>(() => FinishAsync("green"));

        Assert.Contains("Of 3 green silos 2 were made", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_silos.Deleted);
    }

    [Fact]
    public async Task A_colour_that_was_half_made_is_undone_before_the_next_change()
    {
        _silos.Add("blue-1", 0, meant: 3).Add("blue-2", 0, meant: 3).Add("blue-3", 0, meant: 3).Add("green-1", 9, meant: 3).Add("green-2", 9, meant: 3);

        Assert.Equal("green", await BeginAsync());
        Assert.Equal(["green-1", "green-2"], _silos.Deleted);
        Assert.True(Passed < ColourChange.Joined);
    }

    [Fact]
    public async Task A_change_that_failed_is_undone_as_soon_as_one_of_its_silos_is_started_again()
    {
        _silos.Add("blue-1", 0).Add("green-1", 9, () => new SiloState("replica", true, Passed < TimeSpan.FromMinutes(1) ? 4 : 5)).Add("green-2", 9);

        Assert.Equal("green", await BeginAsync());
        Assert.True(Passed < ColourChange.Joined);
    }

    [Fact]
    public async Task A_change_that_failed_is_not_waited_for_as_long_as_one_that_has_only_begun()
    {
        _silos.Add("blue-1", 0).Add("green-1", 9, () => NotReady);

        Assert.Equal("green", await BeginAsync());
        Assert.InRange(Passed, ColourChange.Joined, ColourChange.SecondLook + TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_silo_that_keeps_ending_has_not_joined_and_the_old_ones_stay()
    {
        _silos.Add("blue-1", 0).Add("green-1", 9, () => new SiloState("replica", true, (int)(Passed / (ColourChange.Joined / 2))));

        var refused = await Assert.ThrowsAsync<RolloutException>(() => FinishAsync("green"));

        Assert.Contains("green-1", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_silos.Deleted);
    }

    [Fact]
    public async Task A_silo_that_never_gets_ready_keeps_the_old_ones()
    {
        _silos.Add("blue-1", 0).Add("green-1", 9).Add("green-2", 9, () => NotReady);

        await Assert.ThrowsAsync<RolloutException>(() => FinishAsync("green"));

        Assert.Empty(_silos.Deleted);
    }

    [Fact]
    public async Task The_time_to_join_begins_anew_when_the_platform_starts_a_silo_again()
    {
        _silos.Add("blue-1", 0).Add("green-1", 9, () => new SiloState(Passed < ColourChange.Joined / 2 ? "first" : "second", true, 0));

        await FinishAsync("green");

        Assert.Equal(["blue-1"], _silos.Deleted);
        Assert.True(Passed >= 1.5 * ColourChange.Joined);
    }

    [Fact]
    public async Task Silos_that_were_never_made_take_nobodys_place()
    {
        _silos.Add("blue-1", 0);

        await Assert.ThrowsAsync<RolloutException>(() => FinishAsync("green"));

        Assert.Empty(_silos.Deleted);
    }

    [Fact]
    public async Task A_change_that_stopped_half_way_is_finished_before_the_next_one()
    {
        _silos.Add("blue-2", 0).Add("green-1", 9).Add("green-2", 9);

        Assert.Equal("blue", await BeginAsync());
        Assert.Equal(["blue-2"], _silos.Deleted);
    }

    [Fact]
    public async Task A_change_that_failed_is_undone_before_the_next_one()
    {
        _silos.Add("blue-1", 0).Add("blue-2", 0).Add("green-1", 9, () => NotReady).Add("green-2", 9);

        Assert.Equal("green", await BeginAsync());
        Assert.Equal(["green-1", "green-2"], _silos.Deleted);
    }

    private Task<string> BeginAsync() =>
        PassingTimeAsync(new ColourChange(_silos, _time, _says).BeginAsync(TestContext.Current.CancellationToken));

    private async Task FinishAsync(string colour)
    {
        var change = new ColourChange(_silos, _time, _says).FinishAsync(colour, TestContext.Current.CancellationToken);
        await PassingTimeAsync(change.ContinueWith(_ => true, TaskScheduler.Default));
        await change;
    }

    // Nothing takes time but what is waited for; it passes a second at a time.
    private async Task<T> PassingTimeAsync<T>(Task<T> change)
    {
        while (!change.IsCompleted)
        {
            await Task.Yield();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        return await change;
    }
}
