namespace ConnectNow.Grains.Mail;

/// <summary>What the metrics count: how each mail ended, and each attempt that is made again.</summary>
internal enum MailResult
{
    Accepted,
    Refused,
    Expired,
    Superseded,
    Retried,
    Unknown,
}
