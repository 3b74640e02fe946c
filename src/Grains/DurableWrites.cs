namespace ConnectNow.Grains;

/// <summary>Writing grain state so that memory never claims what storage does not hold.</summary>
internal static class DurableWrites
{
    /// <summary>
    /// Writes the state. When that fails it is unknown what storage holds: the activation goes, and the next one reads the truth.
    /// </summary>
    public static async Task Write<T>(this IGrainBase grain, IPersistentState<T> store)
    {
        try
        {
            await store.WriteStateAsync();
        }
        catch
        {
            grain.DeactivateOnIdle();
            throw;
        }
    }
}
