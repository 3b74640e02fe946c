using Microsoft.Extensions.Options;

namespace ConnectNow.Grains.Notifications;

/// <summary>How people are notified while the chat is not in front of them: <c>ConnectNow:Push</c>.</summary>
public sealed class PushOptions
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>
    /// Whom a push service can write to about what this service sends: <c>mailto:</c> or <c>https:</c> (RFC 8292, section 2.1).
    /// </summary>
    public string Subject { get; set; } = "mailto:no-reply@connectnow.invalid";

    /// <summary>Origins of push services beyond the known ones, like <c>https://push.example.com</c>.</summary>
    public IList<string> Services { get; } = [];

    /// <summary>How long a person who is connected has to read a message before they are notified of it. Default 10 s.</summary>
    public TimeSpan ReadingTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The least time between two notifications to one person in one chat. Default 5 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A sentence for each value that makes no sense.</summary>
    public IEnumerable<string> Flaws()
    {
        if (!IsContact(Subject))
            yield return $"ConnectNow:Push:Subject is \"{Subject}\"; it must be an address like mailto:chat@example.com or https://chat.example.com.";
        foreach (var wrong in Services.Where(service => !PushServices.IsOrigin(service)))
            yield return $"ConnectNow:Push:Services has \"{wrong}\"; each must be an origin like https://push.example.com, without a path.";
        if (ReadingTime < TimeSpan.Zero || ReadingTime > Longest || Interval < TimeSpan.Zero || Interval > Longest)
            yield return "ConnectNow:Push:ReadingTime and ConnectNow:Push:Interval must be times from 00:00:00 to 01:00:00.";
    }

    /// <summary>Makes another one equal to this.</summary>
    public void CopyTo(PushOptions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        (other.Subject, other.ReadingTime, other.Interval) = (Subject, ReadingTime, Interval);
        foreach (var service in Services) other.Services.Add(service);
    }

    private static bool IsContact(string subject) =>
        Uri.TryCreate(subject, UriKind.Absolute, out var contact) && (contact.Scheme == Uri.UriSchemeMailto || contact.Scheme == Uri.UriSchemeHttps);
}

/// <summary>Says at the start what in <see cref="PushOptions"/> makes no sense.</summary>
internal sealed class PushOptionsCheck : IValidateOptions<PushOptions>
{
    public ValidateOptionsResult Validate(string? name, PushOptions options) =>
        options.Flaws().ToArray() is { Length: > 0 } flaws ? ValidateOptionsResult.Fail(flaws) : ValidateOptionsResult.Success;
}
