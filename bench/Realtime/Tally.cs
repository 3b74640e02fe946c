using ConnectNow.Bench.Reporting;

namespace ConnectNow.Bench.Realtime;

/// <summary>What one client has seen in one run. Written by its reader alone.</summary>
internal sealed class Tally(Window window)
{
    public Window Window { get; } = window;

    /// <summary>From when a message was to be sent to when it was heard here.</summary>
    public Histogram Delivery { get; } = new();

    /// <summary>From when a message was to be sent to the answer that it is durable.</summary>
    public Histogram Acknowledgement { get; } = new();

    public long Delivered { get; private set; }

    public long DeliveredInWindow { get; private set; }

    public long Acknowledged { get; private set; }

    public long AcknowledgedInWindow { get; private set; }

    /// <summary>Sends that were answered with a refusal or an error.</summary>
    public long Refused { get; set; }

    /// <summary>Entries whose number was not the next one.</summary>
    public long Gaps { get; set; }

    /// <summary>Entries that had come before.</summary>
    public long Duplicates { get; set; }

    /// <summary>Times the server said that this connection was too slow.</summary>
    public long Resyncs { get; set; }

    public void Deliver(long scheduled, long now)
    {
        Delivered++;
        if (Window.Has(now)) DeliveredInWindow++;
        if (Window.Has(scheduled)) Delivery.Add(scheduled, now);
    }

    public void Acknowledge(long scheduled, long now)
    {
        Acknowledged++;
        if (Window.Has(now)) AcknowledgedInWindow++;
        if (Window.Has(scheduled)) Acknowledgement.Add(scheduled, now);
    }
}
