namespace ConnectNow.Examples;

/// <summary>Reads a chat by asking again and again, from the number of the last message it has.</summary>
internal static class Poll
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(Api api, string chat, CancellationToken stop)
    {
        // A program that remembers this number goes on where it was when it is started again.
        long last = 0;
        while (true)
        {
            for (string? next = $"/api/chats/{chat}/messages?after_id={last}&per_page=249"; next is not null;)
            {
                var page = await api.GetAsync<Page>(next, stop);
                foreach (var message in page.Data)
                {
                    Console.WriteLine($"{message.Id} {message.Author.Name}: {message.Text}");
                    last = message.Id;
                }

                next = page.NextPageUrl;
            }

            await Task.Delay(Pause, stop);
        }
    }

    private sealed record Page(IReadOnlyList<Message> Data, string? NextPageUrl);

    private sealed record Message(long Id, Author Author, string? Text);

    private sealed record Author(string Name);
}
