using ConnectNow.Joining;

namespace ConnectNow.Grains.Tests.Joining;

public sealed class LookAlikesTests
{
    [Theory]
    [InlineData("alice\u200b@example.com")]
    [InlineData("alice@ex\u200bample.com")]
    [InlineData("al\u2060ice@example.com")]
    [InlineData("ali\u00adce@example.com")]
    [InlineData("\u0301alice@example.com")]
    [InlineData("\u0430lice@example.com")]
    [InlineData("alice@ex\u0430mple.com")]
    [InlineData("alice@exa\u0308mple.com")]
    [InlineData("alice@xn--example-1z6c.com")]
    [InlineData("alice@xn--alice-.com")]
    [InlineData("alice@exa☃mple.com")]
    public void Addresses_hide_nothing_and_mix_no_alphabets(string email) => Assert.Equal("email", Identity.Email(email).Refusal?.Field);

    [Theory]
    [InlineData("alice@exämple.com", "alice@xn--exmple-cua.com")]
    [InlineData("alice@EXÄMPLE.com", "alice@xn--exmple-cua.com")]
    [InlineData("alice@xn--exmple-cua.com", "alice@xn--exmple-cua.com")]
    [InlineData("ａlice@ｅxample．com", "alice@example.com")]
    [InlineData("zoë@example.com", "zoë@example.com")]
    [InlineData("иван@пример.рф", "иван@xn--e1afmkfd.xn--p1ai")]
    public void One_mailbox_is_one_address_however_its_domain_is_written(string typed, string kept) =>
        Assert.Equal(kept, Identity.Email(typed).Value);

    [Fact]
    public void What_was_kept_before_is_found_by_every_spelling() =>
        Assert.Equal(["alice@xn--exmple-cua.com", "alice@exämple.com"], Identity.SpellingsOf("alice@xn--exmple-cua.com"));

    [Theory]
    [InlineData("Alice\u200b")]
    [InlineData("Ali\u200dce")]
    [InlineData("Ali\u00adce")]
    [InlineData("Ali\u2060ce")]
    [InlineData("Ali\u3164ce")]
    [InlineData("\ufeffAlice")]
    [InlineData("Alice\U000E0067\U000E0062")]
    [InlineData("Alice \U0001F3F4\U000E0068\U000E0069\U000E007F")]
    public void Names_hold_nothing_invisible(string name) => Assert.True(Identity.Name(name, "name", "name").IsRefused);

    [Theory]
    [InlineData("می\u200cخواهم")]
    [InlineData("क\u094d\u200dष")]
    [InlineData("👨\u200d👩\u200d👧")]
    [InlineData("Alice \U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F")]
    [InlineData("\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F Adams")]
    [InlineData("Alice \U0001F3F4\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F")]
    public void Joiners_stay_where_a_script_needs_them(string name) => Assert.Equal(name, Identity.Name(name, "name", "name").Value);

    [Theory]
    [InlineData("Alice Adams", "Аlice Аdams")]
    [InlineData("Alice Adams", "ALICE  ADAMS")]
    [InlineData("paypal", "раураl")]
    [InlineData("Northwind", "Northw\u200bind")]
    [InlineData("Kate", "Κate")]
    public void What_looks_alike_has_one_skeleton(string one, string other) =>
        Assert.Equal(LookAlikes.SkeletonOf(one), LookAlikes.SkeletonOf(other));

    [Theory]
    [InlineData("Alice Adams", "Alice Adam")]
    [InlineData("Иван", "Ivan")]
    [InlineData("Zoë", "Zoe")]
    public void What_does_not_has_two(string one, string other) =>
        Assert.NotEqual(LookAlikes.SkeletonOf(one), LookAlikes.SkeletonOf(other));
}
