using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ConnectNow.Joining;

namespace ConnectNow.Grains.Tests.Joining;

public sealed class PasswordSpellingTests
{
    private const string Composed = "Gr\u00fcne K\u00fcche";
    private const string Decomposed = "Gru\u0308ne Ku\u0308che";

    [Theory]
    [InlineData(Decomposed, Composed)]
    [InlineData(Composed, Decomposed)]
    [InlineData("한국어 비밀번호", "\u1112\u1161\u11ab\u1100\u116e\u11a8\u110b\u1165 \u1107\u1175\u1106\u1175\u11af\u1107\u1165\u11ab\u1112\u1169")]
    [InlineData("a\u0316\u0301 password", "\u00e1\u0316 password")]
    [InlineData("correct horse", "ｃｏｒｒｅｃｔ　ｈｏｒｓｅ")]
    [InlineData("wzjy-abcd-efgh-pfe7", "wzjy-abcd-efgh-pfe7 ")]
    [InlineData("wzjy-abcd-efgh-pfe7", "\n\u200bwzjy-abcd-efgh-pfe7\u00a0")]
    [InlineData("wzjy-abcd-efgh-pfe7", "wzjy-abcd-efgh-pfe7.")]
    [InlineData("wzjy-abcd-efgh-pfe7", "wzjy-abcd-efgh-pfe7).")]
    [InlineData(" wzjy-abcd-efgh-pfe7 ", "wzjy-abcd-efgh-pfe7")]
    [InlineData("It ends in a dot.", "It ends in a dot.")]
    public void One_password_is_right_in_all_its_spellings(string chosen, string typed) =>
        Assert.True(PasswordHash.Verify(typed, PasswordHash.Create(chosen)));

    [Theory]
    [InlineData(Decomposed, Decomposed)]
    [InlineData(Composed, Composed)]
    [InlineData("correct horse ", "correct horse ")]
    [InlineData("ﬁne horses", "ﬁne horses")]
    [InlineData("한국어 비밀번호", "한국어 비밀번호")]
    [InlineData("ends in a dot.", "ends in a dot.")]
    public void What_was_hashed_as_it_was_typed_is_still_right(string chosen, string typed) =>
        Assert.True(PasswordHash.Verify(typed, HashedAsTyped(chosen)));

    [Theory]
    [InlineData("correct horse!", "correct horse")]
    [InlineData("correct horse.", "correct horse")]
    [InlineData("correct horse1", "correct horse")]
    [InlineData("Correct horse", "correct horse")]
    [InlineData("correct  horse", "correct horse")]
    public void Another_password_is_wrong(string chosen, string typed) =>
        Assert.False(PasswordHash.Verify(typed, PasswordHash.Create(chosen)));

    [Fact]
    public void Most_passwords_cost_one_derivation_and_none_more_than_a_few()
    {
        Assert.Equal(["wzjy-abcd-efgh-pfe7"], PasswordSpelling.ReadingsOf("wzjy-abcd-efgh-pfe7"));
        Assert.Equal(["correct horse!"], PasswordSpelling.ReadingsOf("correct horse!"));
        Assert.InRange(PasswordSpelling.ReadingsOf(" ﬁ" + Decomposed + "é. ").Count, 2, 5);
        Assert.Single(PasswordSpelling.ReadingsOf(new string('\u0301', 100_000)));
        Assert.Single(PasswordSpelling.ReadingsOf("half a character \ud800"));
    }

    /// <summary>As every hash was made before passwords had one spelling.</summary>
    private static string HashedAsTyped(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var key = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, 210_000, HashAlgorithmName.SHA512, 32);
        return string.Create(CultureInfo.InvariantCulture, $"pbkdf2-sha512$210000${Convert.ToBase64String(salt)}${Convert.ToBase64String(key)}");
    }
}
