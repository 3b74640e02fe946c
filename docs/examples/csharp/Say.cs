namespace ConnectNow.Examples;

/// <summary>Says something once, however often it has to try.</summary>
internal static class Say
{
    public static Task RunAsync(Api api, string chat, string text, CancellationToken stop) => OnceAsync(api, chat, text, Guid.NewGuid().ToString(), stop);

    /// <summary>The same id is the same message: it is safe to try again when no answer came.</summary>
    public static async Task OnceAsync(Api api, string chat, string text, string clientId, CancellationToken stop)
    {
        var said = await api.PostAsync<Said>($"/api/chats/{chat}/messages", new { text, client_id = clientId }, stop);
        Console.WriteLine($"said {said.Id}");
    }

    private sealed record Said(long Id);
}
