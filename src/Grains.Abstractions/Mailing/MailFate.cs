namespace ConnectNow.Mailing;

/// <summary>What is known of a mail's way. The numbers are sent and stored, never reuse one.</summary>
public enum MailFate
{
    /// <summary>Nothing: it was never there, is forgotten, or gave way to a newer one.</summary>
    None = 0,

    /// <summary>It is on its way, and nothing has gone wrong yet.</summary>
    Sending = 1,

    /// <summary>The provider has taken it.</summary>
    Sent = 2,

    /// <summary>The provider could not take it yet; it is tried again until its code has expired.</summary>
    Delayed = 3,

    /// <summary>It will never be sent: the provider has refused it for good, or its code has expired before it could be sent.</summary>
    Failed = 4,

    /// <summary>The provider has it, or not; it is not sent again.</summary>
    Uncertain = 5,
}
