using System.Collections.Immutable;

namespace ConnectNow.Upgrade.Tests.Wire;

/// <summary>What becomes of a field that only one of two builds knows.</summary>
public sealed class AddedFieldTests(IdleClient client) : IClassFixture<IdleClient>
{
    [Fact]
    public void A_field_that_an_older_build_did_not_send_holds_what_the_type_begins_with()
    {
        var read = Read<Today, Tomorrow>(new Today { Name = "kept" });

        Assert.Equal(("kept", "begun", 0), (read.Name, read.Text, read.Items.Length));
    }

    [Fact]
    public void A_field_of_a_constructor_that_an_older_build_did_not_send_holds_nothing()
    {
        var read = Read<TodayMade, TomorrowMade>(new TodayMade("kept"));

        Assert.Equal(("kept", null, true), (read.Name, read.Text, read.Items.IsDefault));
    }

    [Fact]
    public void A_field_that_a_newer_build_has_sent_is_passed_over()
    {
        var read = Read<Tomorrow, Today>(new Tomorrow { Name = "kept", Text = "new", Items = ["new", "new"] });

        Assert.Equal(new Today { Name = "kept" }, read);
    }

    private TRead Read<TWritten, TRead>(TWritten value) => client.Serializer.Deserialize<TRead>(client.Serializer.SerializeToArray(value))!;
}

[GenerateSerializer, Alias("test.today")]
internal sealed record Today
{
    [Id(0)] public required string Name { get; init; }
}

[GenerateSerializer, Alias("test.tomorrow")]
internal sealed record Tomorrow
{
    [Id(0)] public required string Name { get; init; }

    [Id(1)] public string Text { get; init; } = "begun";

    [Id(2)] public ImmutableArray<string> Items { get; init; } = [];
}

[GenerateSerializer, Alias("test.today-made")]
internal sealed record TodayMade([property: Id(0)] string Name);

[GenerateSerializer, Alias("test.tomorrow-made")]
internal sealed record TomorrowMade(
    [property: Id(0)] string Name, [property: Id(1)] string? Text, [property: Id(2)] ImmutableArray<string> Items);
