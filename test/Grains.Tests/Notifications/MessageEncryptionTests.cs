using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ConnectNow.Grains.Notifications;

namespace ConnectNow.Grains.Tests.Notifications;

/// <summary>Encryption against the examples of the RFCs, and what no example shows.</summary>
public sealed class MessageEncryptionTests
{
    private const string SenderPrivate = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
    private const string SenderPublic = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
    private const string ReceiverPrivate = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
    private const string ReceiverPublic = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    private const string AuthSecret = "BTBZMqHH6r4Tts7J_aSIgg";
    private const string Salt = "DGv6ra1nlYgDCS1FRnbzlw";
    private const string Content = "When I grow up, I want to be a watermelon";

    private const string Body =
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    [Fact]
    public void The_example_of_RFC_8291_section_5_comes_out_byte_for_byte()
    {
        Assert.True(PushKeys.TryRead(ReceiverPublic, AuthSecret, out var keys));
        using var sender = Subscriber.Key(SenderPrivate, SenderPublic);
        var content = Encoding.UTF8.GetBytes(Content);

        var body = MessageEncryption.Encrypt(content, keys, sender, Base64Url.DecodeFromChars(Salt), content.Length + 1);

        Assert.Equal(Body, Base64Url.EncodeToString(body));
    }

    [Fact]
    public void The_receiver_of_these_tests_reads_the_example_of_RFC_8291()
    {
        using var receiver = new Subscriber(Subscriber.Key(ReceiverPrivate, ReceiverPublic), Base64Url.DecodeFromChars(AuthSecret));

        Assert.Equal(Content, Encoding.UTF8.GetString(receiver.Decrypt(Base64Url.DecodeFromChars(Body))));
    }

    /// <summary>RFC 8188, sections 3.1 and 3.2: one record, and two with padding.</summary>
    [Theory]
    [InlineData("I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg", "yqdlZ-tYemfogSmv7Ws5PQ")]
    [InlineData("uNCkWiNYzKTnBN9ji3-qWAAAABkCYTHOG8chz_gnvgOqdGYovxyjuqRyJFjEDyoF1Fvkj6hQPdPHI51OEUKEpgz3SsLWIqS_uA", "BO3ZVPxUlnLORbVGMpbT1Q")]
    public void The_receiver_of_these_tests_reads_the_examples_of_RFC_8188(string body, string key) =>
        Assert.Equal("I am the walrus", Encoding.UTF8.GetString(Subscriber.Decode(Base64Url.DecodeFromChars(body), Base64Url.DecodeFromChars(key))));

    [Theory, InlineData(0), InlineData(1), InlineData(511), InlineData(512), InlineData(1_000), InlineData(3_992), InlineData(MessageEncryption.MaxContentLength)]
    public void What_is_encrypted_for_a_browser_that_browser_reads(int length)
    {
        using var browser = new Subscriber();
        Assert.True(PushKeys.TryRead(browser.P256dh, browser.Auth, out var keys));
        var content = RandomNumberGenerator.GetBytes(length);

        var body = MessageEncryption.Encrypt(content, keys);

        Assert.InRange(body.Length, 1, MessageEncryption.MaxBodyLength);
        Assert.Equal(content, browser.Decrypt(body));
    }

    [Fact]
    public void Short_texts_all_have_the_same_length_on_the_wire_and_never_the_same_bytes()
    {
        using var browser = new Subscriber();
        Assert.True(PushKeys.TryRead(browser.P256dh, browser.Auth, out var keys));

        var bodies = new[] { 0, 1, 100, 511 }.Select(length => MessageEncryption.Encrypt(new byte[length], keys)).ToList();

        Assert.Single(bodies.Select(body => body.Length).Distinct());
        Assert.Equal(bodies.Count, bodies.Select(body => Convert.ToHexString(body.AsSpan(0, 16))).Distinct().Count());
        Assert.Equal(bodies.Count, bodies.Select(body => Convert.ToHexString(body.AsSpan(21, 65))).Distinct().Count());
    }

    [Fact]
    public void Another_browser_reads_nothing()
    {
        using var browser = new Subscriber();
        using var other = new Subscriber();
        Assert.True(PushKeys.TryRead(browser.P256dh, browser.Auth, out var keys));

        Assert.Throws<AuthenticationTagMismatchException>(() => other.Decrypt(MessageEncryption.Encrypt("secret"u8, keys)));
    }

    [Fact]
    public void More_than_fits_is_refused()
    {
        using var browser = new Subscriber();
        Assert.True(PushKeys.TryRead(browser.P256dh, browser.Auth, out var keys));

        Assert.Throws<ArgumentException>(() => MessageEncryption.Encrypt(new byte[MessageEncryption.MaxContentLength + 1], keys));
    }

    public static TheoryData<string?, string?> WrongKeys => new()
    {
        { null, AuthSecret },
        { "", AuthSecret },
        { ReceiverPublic, null },
        { ReceiverPublic, "" },
        { ReceiverPublic, Base64Url.EncodeToString(new byte[15]) },
        { ReceiverPublic, Base64Url.EncodeToString(new byte[17]) },
        { ReceiverPublic[..^4], AuthSecret },
        { $"{ReceiverPublic}AAAA", AuthSecret },
        // Compressed, at infinity, of another form, and beside the curve.
        { Base64Url.EncodeToString([2, .. Base64Url.DecodeFromChars(ReceiverPublic)[1..33]]), AuthSecret },
        { Base64Url.EncodeToString(new byte[65]), AuthSecret },
        { Base64Url.EncodeToString([5, .. Base64Url.DecodeFromChars(ReceiverPublic)[1..]]), AuthSecret },
        { Base64Url.EncodeToString([4, .. new byte[64]]), AuthSecret },
        { Base64Url.EncodeToString([.. Base64Url.DecodeFromChars(ReceiverPublic)[..64], 15]), AuthSecret },
        { new string('A', 100_000), AuthSecret },
        { "not base64url at all!", AuthSecret },
    };

    [Theory, MemberData(nameof(WrongKeys))]
    public void Keys_that_are_none_are_refused(string? publicKey, string? secret) =>
        Assert.False(PushKeys.TryRead(publicKey, secret, out _));

    [Fact]
    public void Padded_base64url_is_taken_too() => Assert.True(PushKeys.TryRead($"{ReceiverPublic}=", $"{AuthSecret}==", out _));
}
