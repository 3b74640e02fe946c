using ConnectNow.Grains.Notifications;
using Microsoft.Extensions.Options;

namespace ConnectNow.Grains.Tests.Notifications;

/// <summary>Whom this server calls because a browser says so, and whom never.</summary>
public sealed class PushServicesTests
{
    private static readonly PushServices Services = new(Options.Create(new PushOptions { Services = { "http://127.0.0.1:4711", "https://push.example.com" } }));

    [Theory]
    [InlineData("https://fcm.googleapis.com/fcm/send/abc:APA91b-_x")]
    [InlineData("https://fcm.googleapis.com:443/fcm/send/abc")]
    [InlineData("https://updates.push.services.mozilla.com/wpush/v2/gAAAA=")]
    [InlineData("https://eu.push.services.mozilla.com/wpush/v1/x")]
    [InlineData("https://db5p.notify.windows.com/w/?token=BQYAAAB%2bx")]
    [InlineData("https://web.push.apple.com/QGuQ")]
    [InlineData("https://eu.push.apple.com/QGuQ")]
    [InlineData("http://127.0.0.1:4711/push/1")]
    [InlineData("https://push.example.com/anything")]
    public void Push_services_of_browsers_and_of_the_operator_are_called(string endpoint)
    {
        Assert.True(Services.Knows(endpoint, out var address));
        Assert.Equal(new Uri(endpoint), address);
    }

    public static TheoryData<string> Hostile =>
    [
        "", " ", "x", "/push", "//fcm.googleapis.com/x", "javascript:alert(1)", "file:///etc/passwd", "ftp://fcm.googleapis.com/x",
        "http://fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "https://fcm.googleapis.com:22/x",
        "http://169.254.169.254/latest/meta-data", "https://169.254.169.254/", "http://localhost/x", "https://localhost/x", "https://127.0.0.1/x",
        "https://[::1]/x", "https://[::ffff:127.0.0.1]/x", "https://2130706433/x", "https://0x7f.1/x", "https://0/x",
        "http://127.0.0.1/push", "http://127.0.0.1:4712/push", "https://127.0.0.1:4711/push", "http://127.0.0.1:4711.example.com/", "http://127.0.0.2:4711/",
        "https://user@fcm.googleapis.com/x", "https://user:password@fcm.googleapis.com/x", "https://fcm.googleapis.com@evil.example/x",
        "https://fcm.googleapis.com:443@evil.example/x", "https://evil.example/https://fcm.googleapis.com/x", "https://evil.example#fcm.googleapis.com",
        "https://evil.example?fcm.googleapis.com", "https://evil.example\\@fcm.googleapis.com/x", "https://fcm.googleapis.com\\@evil.example/x",
        "https://fcm.googleapis.com/x#fragment", "https://fcm.googleapis.com./x", "https://fcm.googleapis.com.evil.example/x", "https://evilfcm.googleapis.com/x",
        "https://notify.windows.com/x", "https://.notify.windows.com/x", "https://evilnotify.windows.com/x", "https://evil.notify.windows.com.example/x",
        "https://push.apple.com/x", "https://fcm。googleapis。com/x", "https://ﬀcm.googleapis.com/x", "https://fcm.googleapis.com\u0000.evil.example/x",
        "https://fcm%2egoogleapis.com/x", "https://fcm.googleapis.com /x", " https://fcm.googleapis.com/x", "https://fcm.googleapis.com/x y",
        "https://fcm.googleapis.com/\r\nHost: evil", "https://fcm.googleapis.com/x\n", "https://xn--fcm-.googleapis.com/x", "https://fcm.googleapis.com/\"x\"",
        "https://push.example.com.evil.example/x", "http://push.example.com/x", $"https://fcm.googleapis.com/{new string('x', 10_000)}",
    ];

    [Theory, MemberData(nameof(Hostile))]
    public void Nobody_else_is_called(string endpoint) => Assert.False(Services.Knows(endpoint, out _));

    [Theory]
    [InlineData("https://push.example.com", true)]
    [InlineData("http://127.0.0.1:1", true)]
    [InlineData("https://push.example.com/", true)]
    [InlineData("https://push.example.com/path", false)]
    [InlineData("https://user@push.example.com", false)]
    [InlineData("push.example.com", false)]
    [InlineData("ftp://push.example.com", false)]
    [InlineData("", false)]
    public void The_operator_lists_origins(string service, bool right) =>
        Assert.Equal(right, new PushOptionsCheck().Validate(null, new PushOptions { Services = { service } }).Succeeded);

    [Theory]
    [InlineData("mailto:chat@example.com", true)]
    [InlineData("https://chat.example.com", true)]
    [InlineData("http://chat.example.com", false)]
    [InlineData("chat@example.com", false)]
    [InlineData("", false)]
    public void The_subject_is_a_contact(string subject, bool right) =>
        Assert.Equal(right, new PushOptionsCheck().Validate(null, new PushOptions { Subject = subject }).Succeeded);

    [Fact]
    public void Times_are_sensible()
    {
        Assert.True(new PushOptionsCheck().Validate(null, new PushOptions()).Succeeded);
        Assert.Contains("ReadingTime", new PushOptionsCheck().Validate(null, new PushOptions { ReadingTime = TimeSpan.FromSeconds(-1) }).FailureMessage, StringComparison.Ordinal);
        Assert.Contains("Interval", new PushOptionsCheck().Validate(null, new PushOptions { Interval = TimeSpan.FromDays(1) }).FailureMessage, StringComparison.Ordinal);
    }
}
