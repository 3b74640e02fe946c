namespace ConnectNow.Resilience.Checking;

/// <summary>One entry of a timeline, as somebody saw it.</summary>
public sealed record Entry(long Seq, string Kind, string? ClientId, string? Text)
{
    public bool IsMessage => Kind == "message";
}
