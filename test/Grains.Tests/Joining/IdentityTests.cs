using ConnectNow.Joining;

namespace ConnectNow.Grains.Tests.Joining;

public sealed class IdentityTests
{
    [Fact]
    public void Names_and_addresses_are_made_the_same_however_they_are_typed()
    {
        var person = Identity.Check(new PersonDetails("  Anna \t Maria ", "O’Neill-Łukasz", " Anna@Example.COM ")).Value!;

        Assert.Equal(new PersonDetails("Anna Maria", "O’Neill-Łukasz", "anna@example.com"), person);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\u0000b")]
    [InlineData("a\u202eb")]
    [InlineData("\u200b\u200b")]
    [InlineData("\u3164")]
    public void Names_must_show_something_and_hide_nothing(string name)
    {
        Assert.Equal("name", Identity.Check(new PersonDetails(name, "B", "a@b.cd")).Refusal!.Field);
        Assert.Equal("surname", Identity.Check(new PersonDetails("A", name, "a@b.cd")).Refusal!.Field);
    }

    [Fact]
    public void Whoever_and_whatever_has_a_name_has_one_that_can_be_seen()
    {
        foreach (var nothing in SharedTexts.Of("visible.json").Where(pair => !pair[1].GetBoolean()).Select(pair => pair[0].GetString()))
        {
            Assert.True(Identity.Name(nothing, "name", "name").IsRefused);
            Assert.True(Identity.Title(nothing, "name", "name of the chat").IsRefused);
        }
    }

    [Fact]
    public void A_name_and_an_address_without_end_are_refused()
    {
        // Where the system has tables of its own, bringing these into order takes the square of their number.
        var marks = string.Concat(Enumerable.Repeat("\u0301\u0316", 150_000));

        Assert.Equal("name", Identity.Name("a" + marks, "name", "name").Refusal!.Field);
        Assert.Equal("email", Identity.Email($"a{marks}@example.com").Refusal!.Field);
    }

    [Fact]
    public void Half_a_character_is_no_name() => Assert.True(Identity.Name("a\ud800", "name", "name").IsRefused);

    [Fact]
    public void A_name_of_500_characters_is_too_long() =>
        Assert.Contains("80", Identity.Name(new string('x', 500), "name", "name").Refusal!.Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("alice")]
    [InlineData("alice@")]
    [InlineData("@example.com")]
    [InlineData("alice@example")]
    [InlineData("alice@-example.com")]
    [InlineData("alice@example..com")]
    [InlineData("al ice@example.com")]
    [InlineData("Alice <alice@example.com>")]
    [InlineData("alice@example.com, bob@example.com")]
    [InlineData("alice@example.com\r\nBcc: all@example.com")]
    [InlineData("\"alice\"@example.com")]
    public void What_is_no_address_is_refused(string email) =>
        Assert.Equal("email", Identity.Email(email).Refusal!.Field);

    [Theory]
    [InlineData("a@b.cd")]
    [InlineData("first.last+tag@sub.example.co.uk")]
    [InlineData("o'neill@example.com")]
    public void What_is_one_is_taken(string email) => Assert.Equal(email, Identity.Email(email).Value);

    [Fact]
    public void An_address_in_another_script_keeps_its_mailbox_and_has_its_domain_in_ascii() =>
        Assert.Equal("用户@xn--fsqu00a.xn--55qw42g", Identity.Email("用户@例子.公益").Value);

    [Theory]
    [InlineData("alice@example.com", "a…@example.com")]
    [InlineData("a@b.cd", "a…@b.cd")]
    public void A_masked_address_shows_its_owner_enough(string email, string masked) => Assert.Equal(masked, Identity.Mask(email));

    [Fact]
    public void Passwords_are_8_to_128_characters_and_not_the_first_that_are_guessed()
    {
        Assert.True(ChatPassword.Check("short12").IsRefused);
        Assert.True(ChatPassword.Check(new string('x', 129)).IsRefused);
        Assert.True(ChatPassword.Check("Password123").IsRefused);
        Assert.True(ChatPassword.Check("aaaaaaaaaa").IsRefused);
        Assert.Equal("correct horse", ChatPassword.Check("correct horse").Value);
        Assert.Equal("correct horse", ChatPassword.Check("\u200b correct horse \n").Value);
        Assert.True(ChatPassword.Check("  short12   ").IsRefused);
        Assert.True(ChatPassword.Check("Ｐａｓｓｗｏｒｄ１２３").IsRefused);
        Assert.False(ChatPassword.Check(ChatPassword.Generate()).IsRefused);
        Assert.NotEqual(ChatPassword.Generate(), ChatPassword.Generate());
    }

    [Fact]
    public void A_hash_fits_its_password_and_no_other()
    {
        var hash = PasswordHash.Create("correct horse");

        Assert.True(PasswordHash.Verify("correct horse", hash));
        Assert.False(PasswordHash.Verify("correct horsf", hash));
        Assert.False(PasswordHash.Verify("", PasswordHash.OfNothing));
        Assert.NotEqual(hash, PasswordHash.Create("correct horse"));
    }
}
