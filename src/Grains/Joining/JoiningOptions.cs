namespace ConnectNow.Grains.Joining;

/// <summary>How many people who are new to a chat it lets in from one network, from <c>ConnectNow:Joining</c>.</summary>
public sealed class JoiningOptions
{
    /// <summary>In 15 minutes; 20 by default.</summary>
    public int NewPeopleAtOnce { get; set; } = 20;

    /// <summary>In a day; 200 by default.</summary>
    public int NewPeopleADay { get; set; } = 200;
}
