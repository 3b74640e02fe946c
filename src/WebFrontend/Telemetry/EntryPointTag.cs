namespace ConnectNow.WebFrontend.Telemetry;

/// <summary>Ways in. Marks the endpoints of one, so that what is refused there is counted as such.</summary>
internal sealed class EntryPointTag
{
    /// <summary>Into a chat, with its password.</summary>
    public static readonly EntryPointTag Join = new();

    /// <summary>With a code sent to an address.</summary>
    public static readonly EntryPointTag SignIn = new();

    private EntryPointTag()
    {
    }
}
