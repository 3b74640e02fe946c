namespace ConnectNow.Grains;

/// <summary>Writing grain state so that memory never claims what storage does not hold.</summary>
internal static class DurableWrites
{
    /// <summary>
    /// Writes the state. When that fails it is unknown what storage holds: the activation goes, and the next one reads the truth.
    /// </summary>
    public static Task Write<T>(this IGrainBase grain, IPersistentState<T> store) => grain.Do(store.WriteStateAsync);

    /// <summary>Removes the state; likewise.</summary>
    public static Task Clear<T>(this IGrainBase grain, IPersistentState<T> store) => grain.Do(store.ClearStateAsync);

    private static async Task Do(this IGrainBase grain, Func<Task> change)
    {
        try
        {
            await change();
        }
        catch
        {
            grain.DeactivateOnIdle();
            throw;
        }
    }
}
