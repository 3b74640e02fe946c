using Orleans.Storage;
using Xunit;

namespace ConnectNow.Conformance;

/// <summary>
/// What grains rely on in an <see cref="IGrainStorage"/>, as tests. A provider derives one class from this and names its storage.
/// </summary>
public abstract class GrainStorageConformance
{
    private const string StateName = "state";

    private readonly GrainId _grain = GrainId.Create("conformance", Guid.NewGuid().ToString("N"));

    /// <summary>The provider under test. State of other tests may be in it.</summary>
    protected abstract IGrainStorage Storage { get; }

    [Fact]
    public async Task State_that_was_never_written_reads_as_new()
    {
        var state = await ReadAsync(_grain);
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.NotNull(state.State);
        Assert.Equal(0, state.State.Count);
    }

    [Fact]
    public async Task State_is_read_as_it_was_written()
    {
        var written = Account("Ada", 3, "a'b\"c", "🙂 שלום", "");
        await Storage.WriteStateAsync(StateName, _grain, written);
        Assert.True(written.RecordExists);
        Assert.NotNull(written.ETag);

        var read = await ReadAsync(_grain);
        Assert.True(read.RecordExists);
        Assert.Equal(written.ETag, read.ETag);
        Assert.Equal(("Ada", 3), (read.State.Name, read.State.Count));
        Assert.Equal(["a'b\"c", "🙂 שלום", ""], read.State.Words);
        Assert.Equal(written.State.At, read.State.At);
    }

    [Fact]
    public async Task Each_write_gives_another_etag_and_the_next_builds_on_it()
    {
        var state = Account("Ada", 1);
        var etags = new List<string?>();
        for (var count = 1; count <= 5; count++)
        {
            state.State.Count = count;
            await Storage.WriteStateAsync(StateName, _grain, state);
            etags.Add(state.ETag);
        }

        Assert.Equal(5, etags.Distinct().Count());
        Assert.Equal(5, (await ReadAsync(_grain)).State.Count);
    }

    [Fact]
    public async Task A_write_on_an_older_etag_is_refused_and_changes_nothing()
    {
        var state = Account("Ada", 1);
        await Storage.WriteStateAsync(StateName, _grain, state);
        var other = await ReadAsync(_grain);
        state.State.Count = 2;
        await Storage.WriteStateAsync(StateName, _grain, state);

        var stale = other.ETag;
        other.State.Count = 99;
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, _grain, other));
        Assert.Equal(stale, other.ETag);
        Assert.Equal(2, (await ReadAsync(_grain)).State.Count);
    }

    [Fact]
    public async Task A_first_write_is_refused_when_there_is_state_already()
    {
        await Storage.WriteStateAsync(StateName, _grain, Account("Ada", 1));

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, _grain, Account("Eve", 2)));
        Assert.Equal("Ada", (await ReadAsync(_grain)).State.Name);
    }

    [Fact]
    public async Task A_write_that_expects_state_is_refused_when_there_is_none()
    {
        var other = GrainId.Create("conformance", Guid.NewGuid().ToString("N"));
        var state = Account("Ada", 1);
        await Storage.WriteStateAsync(StateName, other, state);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, _grain, state));
        Assert.False((await ReadAsync(_grain)).RecordExists);
    }

    [Fact]
    public async Task A_clear_on_an_older_etag_is_refused_and_changes_nothing()
    {
        var state = Account("Ada", 1);
        await Storage.WriteStateAsync(StateName, _grain, state);
        var other = await ReadAsync(_grain);
        await Storage.WriteStateAsync(StateName, _grain, state);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, _grain, other));
        Assert.True((await ReadAsync(_grain)).RecordExists);
    }

    [Fact]
    public async Task Cleared_state_is_as_if_it_had_never_been()
    {
        var state = Account("Ada", 1);
        await Storage.WriteStateAsync(StateName, _grain, state);
        await Storage.ClearStateAsync(StateName, _grain, state);

        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.Equal(0, state.State.Count);
        Assert.False((await ReadAsync(_grain)).RecordExists);

        state.State.Count = 7;
        await Storage.WriteStateAsync(StateName, _grain, state);
        Assert.Equal(7, (await ReadAsync(_grain)).State.Count);
    }

    [Fact]
    public async Task Clearing_what_is_not_there_is_done_at_once()
    {
        var state = await ReadAsync(_grain);
        await Storage.ClearStateAsync(StateName, _grain, state);
        Assert.False(state.RecordExists);
    }

    [Fact]
    public async Task An_etag_from_before_a_clear_fits_nothing_after_it()
    {
        var state = Account("Ada", 1);
        await Storage.WriteStateAsync(StateName, _grain, state);
        var old = await ReadAsync(_grain);
        await Storage.ClearStateAsync(StateName, _grain, state);
        await Storage.WriteStateAsync(StateName, _grain, state);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, _grain, old));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, _grain, old));
    }

    [Fact]
    public async Task Grains_and_state_names_do_not_see_each_other()
    {
        var key = _grain.Key.ToString()!;
        var otherType = GrainId.Create("conformance-2", key);
        await Storage.WriteStateAsync(StateName, _grain, Account("one", 1));
        await Storage.WriteStateAsync("second", _grain, Account("two", 2));
        await Storage.WriteStateAsync(StateName, otherType, Account("three", 3));

        Assert.Equal("one", (await ReadAsync(_grain)).State.Name);
        Assert.Equal("two", (await ReadAsync(_grain, "second")).State.Name);
        Assert.Equal("three", (await ReadAsync(otherType)).State.Name);
    }

    [Fact]
    public async Task Of_writes_raced_on_one_etag_exactly_one_wins()
    {
        var state = Account("Ada", 0);
        await Storage.WriteStateAsync(StateName, _grain, state);
        for (var round = 1; round <= 10; round++)
        {
            var racers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReadAsync(_grain)));
            var won = await Task.WhenAll(racers.Select((racer, index) => Task.Run(() => TryWriteAsync(racer, (round * 100) + index))));

            Assert.Equal(1, won.Count(one => one));
            Assert.Equal((round * 100) + Array.IndexOf(won, true), (await ReadAsync(_grain)).State.Count);
        }
    }

    [Fact]
    public async Task Large_state_is_kept()
    {
        var state = Account(new string('x', 1_000_000), 1);
        await Storage.WriteStateAsync(StateName, _grain, state);
        Assert.Equal(state.State.Name, (await ReadAsync(_grain)).State.Name);
    }

    private static HeldState Account(string name, int count, params string[] words) => new()
    {
        State = new()
        {
            Name = name,
            Count = count,
            Words = [.. words],
            At = new(2026, 2, 28, 23, 59, 59, 123, TimeSpan.Zero),
        },
    };

    private async Task<bool> TryWriteAsync(HeldState state, int count)
    {
        try
        {
            state.State.Count = count;
            await Storage.WriteStateAsync(StateName, _grain, state);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    private async Task<HeldState> ReadAsync(GrainId id, string stateName = StateName)
    {
        var state = new HeldState();
        await Storage.ReadStateAsync(stateName, id, state);
        return state;
    }
}
