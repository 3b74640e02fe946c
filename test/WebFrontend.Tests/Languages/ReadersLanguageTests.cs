using System.Net;
using System.Text.RegularExpressions;
using ConnectNow.Chats;
using ConnectNow.WebFrontend.Tests.Running;
using Microsoft.AspNetCore.SignalR.Client;

namespace ConnectNow.WebFrontend.Tests.Languages;

/// <summary>Whoever reads the server's texts reads them in their language; programs that name none read English.</summary>
public sealed partial class ReadersLanguageTests(Server server)
{
    [Fact]
    public async Task Who_asks_for_japanese_is_refused_in_japanese()
    {
        var host = await TestHost.CreateAsync(server, company: "1868");
        using var browser = server.NewBrowser();
        browser.Headers.AcceptLanguage.ParseAdd("ja-JP,ja;q=0.9,en;q=0.8");

        var empty = await host.GivePasswordAsync(browser, " ");
        var wrong = await host.GivePasswordAsync(browser, "nothing like it");
        var early = await browser.PostAsync($"{host.ChatPath}/join/who", new { name = "A", surname = "B", email = "a@example.com" });
        await host.GivePasswordAsync(browser);
        var unnamed = await browser.PostAsync($"{host.ChatPath}/join/who", new { name = "", surname = new string('x', 500), email = "alice" });
        var nowhere = await browser.GetAsync("/api/nowhere");

        Assert.All([empty, wrong, early, unnamed, nowhere], Japanese);
        Assert.Equal("このチャットのパスワードと違います。招待した方に確認してください。あと4回入力できます。", wrong.Refused(HttpStatusCode.Forbidden, "wrong_password").Detail);
        Assert.Equal("パスワードが違います", wrong["title"]);
        var errors = unnamed.Refused(HttpStatusCode.UnprocessableEntity, "invalid_field").Json["errors"]!.AsObject();
        Assert.Equal(["name", "surname", "email"], errors.Select(error => error.Key));
        Assert.All(errors, error => AssertJapanese(error.Value![0]!.ToString()));
        Assert.Contains("80文字まで", errors["surname"]![0]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_too_many_reads_whose_plan_it_is_and_how_many_it_allows()
    {
        var host = await TestHost.CreateAsync(server, company: "Acme");
        (await host.Company().PutAsync(host.ChatPath, new { closed = true })).Expect(HttpStatusCode.OK);
        using var browser = server.NewBrowser();
        browser.Headers.AcceptLanguage.ParseAdd("ar");

        var closed = await host.GivePasswordAsync(browser);

        Assert.Equal("هذه المحادثة مغلقة", closed.Refused(HttpStatusCode.Conflict, "chat_closed")["title"]);
        Assert.Equal("ar", closed.Headers["Content-Language"]);
    }

    [Fact]
    public async Task A_program_that_names_no_language_or_none_of_ours_reads_english()
    {
        var host = await TestHost.CreateAsync(server);
        using var program = server.NewBrowser();
        using var chinese = server.NewBrowser();
        chinese.Headers.AcceptLanguage.ParseAdd("zh-CN,zh;q=0.9");

        var replies = new[] { await host.GivePasswordAsync(program, ""), await host.GivePasswordAsync(chinese, "") };

        Assert.All(replies, reply => Assert.Equal(("Type in the password.", "en-GB", "Accept-Language"), (reply.Detail, reply.Headers["Content-Language"], reply.Headers["Vary"])));
    }

    [Fact]
    public async Task What_the_address_asks_for_comes_before_the_header()
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();
        browser.Headers.AcceptLanguage.ParseAdd("ja");

        var asked = await browser.PostAsync($"{host.ChatPath}/join/password?lang=nl", new { password = "" });
        var unknown = await browser.PostAsync($"{host.ChatPath}/join/password?lang=xx", new { password = "" });

        Assert.Equal(("Voer het wachtwoord in.", "nl"), (asked.Detail, asked.Headers["Content-Language"]));
        Assert.Equal("パスワードを入力してください。", unknown.Detail);
    }

    [Fact]
    public async Task The_hub_refuses_in_the_language_of_the_connection()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();

        Assert.Equal("メッセージが空です。送るものがありません。", await NothingSentAsync(alice, "", "ja"));
        Assert.Equal("Nie ma czego wysłać: wiadomość jest pusta.", await NothingSentAsync(alice, "&lang=pl", "ja"));
        Assert.Equal("There is nothing to send: the message is empty.", await NothingSentAsync(alice, "", null));
    }

    [Fact]
    public async Task What_is_too_long_is_counted_as_the_language_counts()
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser((await host.AddPersonAsync()).Token);
        browser.Headers.AcceptLanguage.ParseAdd("de-AT");

        var refused = await browser.PostAsync($"{host.ChatPath}/messages", new { client_id = "1", text = new string('x', ChatLimits.MessageLength + 345) });

        Assert.Contains("8.345 Zeichen, und höchstens 8.000", refused.Refused(HttpStatusCode.UnprocessableEntity, "invalid_field").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_code_is_mailed_in_the_language_of_who_asks_for_it()
    {
        var host = await TestHost.CreateAsync(server, company: "Müller & Söhne");
        var alice = await host.AddPersonAsync();
        using var browser = server.NewBrowser();
        browser.Headers.AcceptLanguage.ParseAdd("de-DE,de;q=0.9,en;q=0.8");

        await host.JoinAsync(browser, "Alice", alice.Email);
        var code = await server.Outbox.CodeForAsync(alice.Email);

        var mail = Assert.Single(await server.Outbox.MailsToAsync(alice.Email));
        Assert.Equal($"{code} ist Ihr Code für Kitchen refit", mail.Subject);
        Assert.StartsWith("Guten Tag, Alice Adams,", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("„Kitchen refit“ von Müller & Söhne beitreten.", mail.TextBody!.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("""<html lang="de" dir="ltr">""", mail.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_signs_in_from_an_arabic_browser_gets_an_arabic_mail()
    {
        var host = await TestHost.CreateAsync(server);
        var email = $"alice.{Secrets.NewId()}@example.com";
        using var browser = server.NewBrowser();
        (await host.JoinAsync(browser, "Alice", email)).Expect(HttpStatusCode.OK);
        browser.Headers.AcceptLanguage.ParseAdd("ar-EG");

        (await browser.PostAsync("/api/sign-in", new { email })).Expect(HttpStatusCode.Accepted);
        var code = await server.Outbox.CodeForAsync(email);

        var mail = Assert.Single(await server.Outbox.MailsToAsync(email));
        Assert.Equal($"{code} هو رمزك لـ ConnectNow Chat", mail.Subject);
        Assert.Contains("""<html lang="ar" dir="rtl">""", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains($"\n    {code}\n", mail.TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private static async Task<string?> NothingSentAsync(Person person, string query, string? language)
    {
        await using var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(person.TestHost.Server.Address, $"/hubs/chat?chat={person.TestHost.ChatId}{query}"), options =>
        {
            options.Headers.Add("Authorization", $"Bearer {person.Token}");
            if (language is not null) options.Headers.Add("Accept-Language", language);
        }).Build();
        await hub.StartAsync(TestContext.Current.CancellationToken);
        var answer = await hub.InvokeAsync<System.Text.Json.JsonElement>("Send", new { client_id = Secrets.NewId(), text = " " }, TestContext.Current.CancellationToken);
        return answer.GetProperty("refusal").GetProperty("message").GetString();
    }

    private static void Japanese(Reply reply)
    {
        Assert.Equal("ja", reply.Headers["Content-Language"]);
        AssertJapanese(reply["title"]!);
        AssertJapanese(reply.Detail);
    }

    /// <summary>No Latin words but the example of an address.</summary>
    private static void AssertJapanese(string text) =>
        Assert.DoesNotMatch(LatinWord(), text.Replace("name@example.com", "", StringComparison.Ordinal));

    [GeneratedRegex("[A-Za-z]")]
    private static partial Regex LatinWord();
}
