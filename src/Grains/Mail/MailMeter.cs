using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ConnectNow.Telemetry;

namespace ConnectNow.Grains.Mail;

/// <summary>Counts mails by how they ended, and those that wait on this silo.</summary>
public sealed class MailMeter
{
    private readonly ConcurrentDictionary<long, int> _waiting = new();
    private readonly Counter<long> _mails;
    private readonly string _provider;

    public MailMeter(IMeterFactory meters, IMailer mailer)
    {
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(mailer);
        _provider = mailer.Name;
        var meter = meters.Create(TelemetryNames.Meter);
        _mails = meter.CreateCounter<long>(TelemetryNames.Mails, "{mail}", "Mails by how they ended, and attempts that are made again.");
        meter.CreateObservableUpDownCounter(TelemetryNames.MailsWaiting, () => (long)WaitingHere, "{mail}", "Mails that wait on this silo.");
    }

    internal int WaitingHere => _waiting.Values.Sum();

    internal void Count(MailResult result) => _mails.Add(
        1, new KeyValuePair<string, object?>("result", NameOf(result)), new KeyValuePair<string, object?>("provider", _provider));

    /// <summary>How many wait in a shard; null: the shard is not here any more.</summary>
    internal void Waiting(long shard, int? mails)
    {
        if (mails is { } count) _waiting[shard] = count;
        else _waiting.TryRemove(shard, out _);
    }

    private static string NameOf(MailResult result) => result switch
    {
        MailResult.Accepted => "accepted",
        MailResult.Refused => "refused",
        MailResult.Expired => "expired",
        MailResult.Superseded => "superseded",
        MailResult.Retried => "retried",
        _ => "unknown",
    };
}
