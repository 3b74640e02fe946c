namespace ConnectNow.WebFrontend.Telemetry;

/// <summary>Ways in. Marks the endpoints of one, so that what is refused there is counted as such.</summary>
internal sealed class WayIn
{
    /// <summary>Into a chat, with its password.</summary>
    public static readonly WayIn Join = new();

    /// <summary>With a code sent to an address.</summary>
    public static readonly WayIn SignIn = new();

    private WayIn()
    {
    }
}
