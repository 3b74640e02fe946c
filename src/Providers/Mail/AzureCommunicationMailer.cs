using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Identity;
using ConnectNow.Grains.Mail;
using ConnectNow.Providers.AzureAccount;

namespace ConnectNow.Providers.Mail;

/// <summary>Hands mails to Azure Communication Services.</summary>
/// <remarks>
/// A mail's id is its operation's id. Where an earlier request may have been carried out, the service is first asked whether it knows the
/// operation; only when it does not is the mail given again, under the same id. That a service which gets one id twice sends one mail is
/// then the second line of defence and not the first. A mail counts as accepted when the service says it has succeeded, or has been at it
/// for longer than it makes sense to ask.
/// </remarks>
public sealed class AzureCommunicationMailer(AzureCommunicationMailerOptions options, TimeProvider time) : IMailer
{
    private const string OutOfTime = "no answer in time";

    private readonly AzureCommunicationClient _client = new(options, time);

    public string Name => "azure-communication";

    public bool KnowsRepeats => true;

    public async Task<MailOutcome> SendAsync(MailAttempt attempt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        if (!MimeMail.IsPlainAddress(attempt.Mail.To)) return new MailRefused("address");
        var mayHaveMail = attempt.InDoubt;
        try
        {
            if (attempt.InDoubt && await FateAsync(attempt.Mail.Id, null, cancellationToken).ConfigureAwait(false) is { } known) return known;
            mayHaveMail = false;
            if (!await attempt.HandOverAsync().ConfigureAwait(false)) return new MailWithdrawn();
            mayHaveMail = true;
            using var answer = await _client.SendAsync(attempt.Mail, cancellationToken).ConfigureAwait(false);
            return await OutcomeOfAsync(answer, attempt.Mail.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is AuthenticationFailedException)
        {
            // No token, no request.
            return attempt.InDoubt ? new MailUnknown("identity") : new MailDeferred("identity") { OfEveryMail = true, NeedsOperator = true };
        }
        catch (Exception fault) when (AzureFault.IsUnanswered(fault, CancellationToken.None) || fault is JsonException)
        {
            return mayHaveMail ? new MailUnknown(OutOfTime) : new MailDeferred(OutOfTime) { OfEveryMail = true };
        }
    }

    private async Task<MailOutcome> OutcomeOfAsync(Response answer, Guid id, CancellationToken cancellationToken)
    {
        var why = answer.Status.ToString(CultureInfo.InvariantCulture);
        var wait = WaitOf(answer);
        switch (answer.Status)
        {
            case 200 or 202:
                return await FollowAsync(id, LocationOf(answer), wait, cancellationToken).ConfigureAwait(false);
            case 400 or 409 or 412 or 413 or 422:
                // A repeat may be refused for being one.
                return await FateAsync(id, null, cancellationToken).ConfigureAwait(false) ?? new MailRefused(why);
            case 429:
                return new MailDeferred(why) { OfEveryMail = true, RetryAfter = wait };
            case 401 or 403 or 404:
                // Not the mail is wrong, but what the service knows of us: key, role, or the domain of the sender.
                return new MailDeferred(why) { OfEveryMail = true, NeedsOperator = true, RetryAfter = wait };
            default:
                return new MailUnknown(why) { RetryAfter = wait };
        }
    }

    /// <summary>What became of a mail that the service may have; null: it has never heard of it.</summary>
    private async Task<MailOutcome?> FateAsync(Guid id, string? location, CancellationToken cancellationToken)
    {
        using var answer = await _client.StatusAsync(id, location, cancellationToken).ConfigureAwait(false);
        return answer.Status switch
        {
            404 => null,
            200 => OutcomeIn(answer) ?? await FollowAsync(id, location, WaitOf(answer), cancellationToken).ConfigureAwait(false),
            _ => new MailUnknown(answer.Status.ToString(CultureInfo.InvariantCulture)) { RetryAfter = WaitOf(answer) },
        };
    }

    /// <summary>Asks until the service is done with a mail that it has taken in.</summary>
    private async Task<MailOutcome> FollowAsync(Guid id, string? location, TimeSpan? wait, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            var pause = wait ?? options.PollInterval;
            if (time.GetElapsedTime(begun) + pause > options.Timeout) return new MailAccepted();
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            try
            {
                using var answer = await _client.StatusAsync(id, location, cancellationToken).ConfigureAwait(false);
                if (answer.Status == 200 && OutcomeIn(answer) is { } outcome) return outcome;
                wait = WaitOf(answer);
            }
            catch (Exception fault) when (AzureFault.IsUnanswered(fault, cancellationToken) || fault is JsonException)
            {
                // It has the mail; that it can't say more now changes nothing.
                wait = null;
            }
        }
    }

    /// <summary>Null while the service is still at it.</summary>
    private static MailOutcome? OutcomeIn(Response answer)
    {
        using var body = JsonDocument.Parse(answer.Content);
        var status = body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("status", out var said) ? said.ToString() : "";
        return status switch
        {
            "Succeeded" => new MailAccepted(),
            "Failed" or "Canceled" => new MailRefused(CodeIn(body.RootElement) ?? status),
            _ => null,
        };
    }

    /// <summary>The code of an error: a word; what stands beside it may repeat an address.</summary>
    private static string? CodeIn(JsonElement body) =>
        body.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object && error.TryGetProperty("code", out var code)
        && code.ToString() is { Length: > 0 and <= 64 } word && word.All(char.IsAsciiLetterOrDigit)
            ? word
            : null;

    private static string? LocationOf(Response answer) =>
        answer.Headers.TryGetValue("Operation-Location", out var location) ? location : null;

    private TimeSpan? WaitOf(Response answer)
    {
        if (!answer.Headers.TryGetValue("Retry-After", out var text)) return null;
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)) return null;
        var wait = date - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : null;
    }
}
