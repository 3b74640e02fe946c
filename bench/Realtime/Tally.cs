using ConnectNow.Bench.Reporting;

namespace ConnectNow.Bench.Realtime;

/// <summary>What the clients of one loop have seen in one run. Written by that loop alone.</summary>
internal sealed class Tally(Window window)
{
    public Window Window { get; } = window;

    /// <summary>From when a message was to be sent to when it was heard.</summary>
    public Histogram Delivery { get; } = new();

    /// <summary>From when a message was to be sent to the answer that it is durable.</summary>
    public Histogram Acknowledgement { get; } = new();

    public long Delivered { get; private set; }

    public long DeliveredInWindow { get; private set; }

    public long Acknowledged { get; private set; }

    public long AcknowledgedInWindow { get; private set; }

    /// <summary>Sends that were answered with a refusal or an error.</summary>
    public long Refused { get; set; }

    /// <summary>Events whose number was not the next one.</summary>
    public long Gaps { get; set; }

    /// <summary>Events that had come before.</summary>
    public long Duplicates { get; set; }

    /// <summary>Times the server said that a connection was too slow.</summary>
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

    /// <summary>Adds what another loop has seen.</summary>
    public void Merge(Tally other)
    {
        Delivery.Merge(other.Delivery);
        Acknowledgement.Merge(other.Acknowledgement);
        Delivered += other.Delivered;
        DeliveredInWindow += other.DeliveredInWindow;
        Acknowledged += other.Acknowledged;
        AcknowledgedInWindow += other.AcknowledgedInWindow;
        Refused += other.Refused;
        Gaps += other.Gaps;
        Duplicates += other.Duplicates;
        Resyncs += other.Resyncs;
    }
}
