using System.Net;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Mailing;

/// <summary>The running application with Azure Communication Services, as far as a server of ours can stand for it.</summary>
public sealed class AzureCommunicationTests
{
    [Theory]
    [InlineData("TakeAndDrop"), InlineData("Drop")]
    public async Task A_mail_in_doubt_is_asked_about_and_arrives_once(string first)
    {
        await using var azure = await CommunicationServer.StartAsync();
        azure.Sending = Enum.Parse<Sending>(first);
        await using var server = await Server.StartAsync(
            "--ConnectNow:Email:Provider", "AzureCommunication", "--ConnectNow:Email:From", "chat@acme.example",
            "--ConnectNow:Email:AzureCommunication:ConnectionString", $"endpoint={azure.Endpoint};accesskey={Convert.ToBase64String(CommunicationServer.Key)}");
        var host = await TestHost.CreateAsync(server);
        var person = await host.AddPersonAsync("Ada", MailTestHost.NewAddress());
        using var browser = server.NewBrowser();

        (await host.JoinAsync(browser, "Ada", person.Email)).Expect(HttpStatusCode.OK);
        await FateAsync("delayed");
        azure.Sending = Sending.Take;
        await FateAsync("sent");

        var mail = Assert.Single(azure.Mails).Value;
        var code = mail.GetProperty("content").GetProperty("subject").GetString()!.Split(' ')[0];
        Assert.Equal("joined", (await browser.PostAsync($"{host.ChatPath}/join/code", new { code })).Expect(HttpStatusCode.OK)["step"]);
        // What the service had was not given to it again.
        if (first == "TakeAndDrop") Assert.Equal(1, azure.Posts);
        Assert.Empty(server.Errors.All);

        Task FateAsync(string fate) => Eventually.TrueAsync(async () => (await browser.GetAsync($"{host.ChatPath}/join"))["mail"] == fate, $"the mail was {fate}");
    }
}
