namespace ConnectNow.Upgrade.Tests.Wire;

/// <summary>
/// Builds of different age understand each other: fields, calls and numbers are only added. What each build wrote is kept in golden files,
/// and today's must read it all.
/// </summary>
public sealed class WireFormatTests(IdleClient client) : IClassFixture<IdleClient>
{
    public static TheoryData<string> Types => [.. WireContract.Types.Keys.Order()];

    public static TheoryData<string> Files => [.. GoldenFile.All.Keys.Order()];

    [Theory, MemberData(nameof(Types))]
    public void Every_type_has_a_golden_file_of_how_it_is_written_today(string alias)
    {
        var today = Today(alias);
        if (GoldenFile.Of(alias) is [.., var newest] && newest.Fields.SequenceEqual(today.Fields) && newest.Bytes.SequenceEqual(today.Bytes)) return;
        if (GoldenFile.MayWrite) today.Write();
        Assert.Fail(GoldenFile.MayWrite
            ? "Written. Look at it and commit it."
            : $"{alias} is not written as its newest golden file says. Run this test with {GoldenFile.Switch}=1 for one more file, and leave the older ones as they are.");
    }

    [Theory, MemberData(nameof(Files))]
    public void What_any_build_has_written_is_read_today(string file)
    {
        var golden = GoldenFile.All[file];

        var read = client.Serializer.Deserialize<object>(golden.Bytes);

        Assert.Equal(WireContract.Types[golden.Alias], read!.GetType());
        Assert.Equal(golden.Values, Written.Out(read));
    }

    [Theory, MemberData(nameof(Files))]
    public void A_field_keeps_its_number_its_name_and_what_it_holds(string file) =>
        Assert.Empty(GoldenFile.All[file].Fields.Except(WireContract.FieldsOf(WireContract.Types[GoldenFile.All[file].Alias])));

    [Theory, MemberData(nameof(Types))]
    public void A_sample_says_something_of_every_field(string alias)
    {
        var golden = GoldenFile.Of(alias)[^1];

        Assert.Empty(golden.Fields.Select(field => field.Name).Except(golden.Values.Keys.Select(path => path.Split('.', '[')[0])));
    }

    [Fact]
    public void Calls_are_only_added() => Same("calls.txt", WireContract.Calls);

    [Fact]
    public void Numbers_are_only_added() => Same("numbers.txt", WireContract.Numbers);

    /// <summary>
    /// A line that is gone or changed is a break; one that is new must be written down, so that it is missed when it goes.
    /// </summary>
    private static void Same(string name, IReadOnlyList<string> today)
    {
        if (GoldenFile.MayWrite) GoldenFile.AddLines(name, today);
        Assert.Empty(GoldenFile.Lines(name).Except(today));
        Assert.Equal(GoldenFile.Lines(name), today.Order(StringComparer.Ordinal));
    }

    private GoldenFile Today(string alias)
    {
        var type = WireContract.Types[alias];
        var sample = new Sample(client.Grains).Of(type);
        return new(alias, WireContract.FieldsOf(type), Written.Out(sample), client.Serializer.SerializeToArray(sample));
    }
}
