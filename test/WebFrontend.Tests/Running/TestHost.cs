using System.Net;
using ConnectNow.Chats;
using ConnectNow.Companies;
using ConnectNow.Joining;
using ConnectNow.Participants;
using ConnectNow.WebFrontend.Security;

namespace ConnectNow.WebFrontend.Tests.Running;

/// <summary>A company with one chat, and ways to get people into it.</summary>
internal sealed class TestHost
{
    public const string Password = "correct horse battery";

    private static readonly Lazy<string> Hash = new(() => PasswordHash.Create(Password));

    private TestHost(Server server, string companyId, string apiToken, string chatId)
    {
        Server = server;
        CompanyId = companyId;
        ApiToken = apiToken;
        ChatId = chatId;
    }

    public Server Server { get; }

    public string CompanyId { get; }

    public string ApiToken { get; }

    public string ChatId { get; }

    public IChatGrain Chat => Server.Grains.GetGrain<IChatGrain>(ChatId);

    public string ChatPath => $"/api/chats/{ChatId}";

    /// <summary>A new company on a plan, and a chat of it that <see cref="Password"/> opens.</summary>
    public static async Task<TestHost> CreateAsync(Server server, string plan = "business", string company = "Northwind")
    {
        var created = (await server.Operator().PostAsync("/api/companies", new { name = company, plan })).Expect(HttpStatusCode.Created);
        // Straight to the grain: making a password hash takes 100 ms, and hundreds of tests want a chat.
        var grain = server.Grains.GetGrain<ICompanyGrain>(created["id"]!);
        var chat = await grain.CreateChat("Kitchen refit", Hash.Value);
        return new TestHost(server, created["id"]!, created["api_token"]!, chat.Value!.Id);
    }

    /// <summary>The company, by its API token.</summary>
    public Browser Company() => Server.NewBrowser(ApiToken);

    /// <summary>Somebody who is in the chat, without having walked through the pages.</summary>
    public async Task<Person> AddPersonAsync(string name = "Alice", string? email = null)
    {
        email ??= $"{name}.{Secrets.NewId()}@example.com".ToLowerInvariant();
        var admitted = await Chat.Admit(new AdmissionRequest { Name = name, Surname = "Adams", Email = email, Verified = false, Attempt = Secrets.NewId() });
        var participant = admitted.Value!.Participant;
        var secret = await Server.Grains.GetGrain<IParticipantGrain>($"{ChatId}/{participant.Id}").SignIn(participant.Stay, "test");
        return new Person(this, participant.Id, email, new ChatUserToken(ChatId, participant.Id, secret).ToString());
    }

    /// <summary>Walks through the pages' calls with the right password.</summary>
    public async Task<Reply> JoinAsync(Browser browser, string name, string email, string surname = "Adams")
    {
        (await GivePasswordAsync(browser)).Expect(HttpStatusCode.OK);
        return await browser.PostAsync($"{ChatPath}/join/who", new { name, surname, email });
    }

    public Task<Reply> GivePasswordAsync(Browser browser, string password = Password) =>
        browser.PostAsync($"{ChatPath}/join/password", new { password });
}

/// <summary>Somebody in a chat.</summary>
internal sealed record Person(TestHost TestHost, string Id, string Email, string Token)
{
    /// <summary>A program with this person's token.</summary>
    public Browser Program() => TestHost.Server.NewBrowser(Token);

    /// <summary>This person, sending files.</summary>
    public Sender Sender() => new(Program(), TestHost.ChatPath);

    /// <summary>A hub connection of this person, open and with a snapshot.</summary>
    public async Task<Line> OpenAsync(long? after = null, WireProtocol protocol = WireProtocol.Json)
    {
        var line = await ConnectAsync(protocol);
        await line.OpenAsync(after);
        return line;
    }

    /// <summary>A hub connection of this person that has asked for nothing yet.</summary>
    public Task<Line> ConnectAsync(WireProtocol protocol = WireProtocol.Json) =>
        Line.ConnectAsync(TestHost.Server.Address, TestHost.ChatId, Token, protocol);
}
