using Microsoft.Extensions.Options;

namespace ConnectNow.Grains.Notifications;

/// <summary>How people are notified while the chat is not in front of them: <c>ConnectNow:Push</c>.</summary>
public sealed class PushOptions
{
    /// <summary>Whom a push service can write to about what this service sends: <c>mailto:</c> or <c>https:</c> (RFC 8292, section 2.1).</summary>
    public string Subject { get; set; } = "mailto:no-reply@connectnow.invalid";

    /// <summary>Origins of push services beyond the known ones, like <c>https://push.example.com</c>.</summary>
    public IList<string> Services { get; } = [];

    /// <summary>How long somebody who is connected has to read a message before they are notified of it. Default 10 s.</summary>
    public TimeSpan ReadingTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The least time between two notifications to one person in one chat. Default 5 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Says at the start what in <see cref="PushOptions"/> makes no sense.</summary>
internal sealed class PushOptionsCheck : IValidateOptions<PushOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, PushOptions options)
    {
        if (!IsContact(options.Subject))
            return ValidateOptionsResult.Fail($"ConnectNow:Push:Subject is \"{options.Subject}\"; it must be an address like mailto:chat@example.com or https://chat.example.com.");
        if (options.Services.FirstOrDefault(service => !PushServices.IsOrigin(service)) is { } wrong)
            return ValidateOptionsResult.Fail($"ConnectNow:Push:Services has \"{wrong}\"; each must be an origin like https://push.example.com, without a path.");
        return options.ReadingTime >= TimeSpan.Zero && options.ReadingTime <= Longest && options.Interval >= TimeSpan.Zero && options.Interval <= Longest
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("ConnectNow:Push:ReadingTime and ConnectNow:Push:Interval must be times from 00:00:00 to 01:00:00.");
    }

    private static bool IsContact(string subject) =>
        Uri.TryCreate(subject, UriKind.Absolute, out var contact) && (contact.Scheme == Uri.UriSchemeMailto || contact.Scheme == Uri.UriSchemeHttps);
}
