namespace ConnectNow.Resilience.Checking;

/// <summary>One event of a timeline, as somebody saw it.</summary>
public sealed record Event(long Seq, string Kind, string? ClientId, string? Text)
{
    public bool IsMessage => Kind == "message";
}
