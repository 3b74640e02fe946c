using System.Net.Http;
using System.Net.Http.Headers;
using Generated;

namespace ConnectNow.WebFrontend.Tests.Clients;

/// <summary>
/// What a program does with the client that NSwag has made from the OpenAPI document: compiled together with it by the test that drives it,
/// so that a name or a type that is missing fails it. Each line tells something that came typed.
/// </summary>
public static class Tour
{
    public static async Task<IReadOnlyList<string>> RunAsync(Uri server, string apiToken)
    {
        var company = Client(server, apiToken);
        var lines = new List<string>();

        var own = await company.GetUserAsync();
        lines.Add($"{own.Type} with {own.Company.Owner_id ?? "no owner"}, since {own.Company.Created_at.Year > 2000}");
        var child = await company.CreateCompanyAsync(new NewCompanyRequest { Name = "Northwind" });
        lines.Add($"owned by the first: {(await company.GetCompanyAsync(child.Id)).Owner_id == own.Company.Id}");

        var chat = await company.CreateChatAsync(new NewChatRequest { Name = "Kitchen refit" });
        var bot = await company.AddPersonAsync(chat.Id, new PersonRequest { Name = "Meter", Surname = "Bot", Email = $"meter.{chat.Id}@example.com" });
        lines.Add($"{bot.Standing}, {bot.History.Single().Kind}, last seen {(bot.Last_seen is null ? "never" : "once")}");

        var speaker = Client(server, (await company.CreatePersonTokenAsync(chat.Id, bot.Id)).Token);
        lines.Add($"speaks as {(await speaker.GetChatUserAsync()).Participant.Name}");
        var said = await speaker.SendMessageAsync(chat.Id, new NewMessageRequest { Text = "21.5 degrees", Client_id = "reading-1" });
        var again = await speaker.SendMessageAsync(chat.Id, new NewMessageRequest { Text = "21.5 degrees", Client_id = "reading-1" });
        lines.Add($"once: {said.Id == again.Id}, edited {(said.Edited_at is null ? "never" : "once")}");
        var edited = await speaker.EditMessageAsync(chat.Id, said.Id, new MessageChangeRequest { Text = "21.6 degrees" });
        lines.Add($"edited after it was said: {edited.Edited_at >= edited.Created_at}");

        var page = await company.ListMessagesAsync(chat.Id, after_id: 0, per_page: 10);
        lines.Add($"{page.Data.Single().Text} by {page.Data.Single().Author.Name}, page {page.Current_page?.ToString() ?? "not counted"}, next {page.Next_page_url ?? "none"}");
        lines.Add($"people: {(await company.ListPeopleAsync(chat.Id)).Data.Count}, chats: {(await company.ListChatsAsync()).Data.Count > 0}");

        var asked = await Client(server, apiToken).GetTokenAsync(chat.Id, new TokenRequest { Email = bot.Email });
        lines.Add($"asked for a code: {asked.Request_id?.Length}, token {asked.Token ?? "not yet"}");

        lines.Add(await RefusedAsync(() => company.GetMessageAsync(chat.Id, 999)));
        lines.Add(await RefusedAsync(() => speaker.SendMessageAsync(chat.Id, new NewMessageRequest { Text = " " })));
        lines.Add(await RefusedAsync(() => company.AddPersonAsync(chat.Id, new PersonRequest { Name = "", Surname = "", Email = "nobody" })));
        lines.Add(await RefusedAsync(() => Client(server, "cnc_wrong").GetUserAsync()));
        return lines;
    }

    private static ChatApi Client(Uri server, string token)
    {
        var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new ChatApi(http) { BaseUrl = server.ToString() };
    }

    private static async Task<string> RefusedAsync(Func<Task> call)
    {
        try
        {
            await call();
            return "not refused";
        }
        catch (ApiException<Problem> refused)
        {
            var fields = refused.Result.Errors is { } errors ? string.Join(" ", errors.Keys.Order()) : "no field";
            return $"{refused.StatusCode} {refused.Result.Reason}: {fields}";
        }
    }
}
