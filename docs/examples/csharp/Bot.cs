namespace ConnectNow.Examples;

/// <summary>A bot that answers "ping". The company lets it in and gets its token; nobody needs a mailbox.</summary>
internal static class Bot
{
    public static async Task RunAsync(Api company, Uri server, string chat, CancellationToken stop)
    {
        var id = await FindOrAddAsync(company, chat, $"ping-bot@{chat}.example.com", stop);
        var token = (await company.PostAsync<Given>($"/api/chats/{chat}/users/{id}/token", null, stop)).Token;
        using var own = new Api(server, token);
        Console.WriteLine("ready");
        await new Follower(server, token, chat, AnswerAsync).RunAsync(stop);

        // What is answered bears the number of the question: who hears it twice (after a restart, say) does not answer twice.
        Task AnswerAsync(ChatEvent chatEvent) =>
            chatEvent is { Kind: "message", Text: "ping" } ? Say.OnceAsync(own, chat, "pong", $"pong-{chatEvent.Seq}", stop) : Task.CompletedTask;
    }

    private static async Task<string> FindOrAddAsync(Api company, string chat, string email, CancellationToken stop)
    {
        try
        {
            return (await company.PostAsync<Person>($"/api/chats/{chat}/users", new { name = "Ping", surname = "Bot", email }, stop)).Id;
        }
        catch (RefusedException known) when (known.Reason == "already_exists")
        {
            var people = await company.GetAsync<People>($"/api/chats/{chat}/users?per_page=249", stop);
            return people.Data.First(person => person.Email == email).Id;
        }
    }

    private sealed record Given(string Token);

    private sealed record Person(string Id, string Email);

    private sealed record People(IReadOnlyList<Person> Data);
}
