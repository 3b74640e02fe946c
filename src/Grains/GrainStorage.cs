namespace ConnectNow.Grains;

/// <summary>Names of the storage providers that grains ask for.</summary>
public static class GrainStorage
{
    /// <summary>Durable state of all grains but the chats, which keep theirs in the timeline store.</summary>
    public const string Durable = "durable";
}
