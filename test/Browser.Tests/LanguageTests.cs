using System.Text.RegularExpressions;

namespace ConnectNow.Browser.Tests;

/// <summary>The pages speak the language of who looks at them: all that they say, and laid out as it is read.</summary>
[Collection(nameof(Conversations))]
public sealed partial class LanguageTests(TestHost host)
{
    [Fact]
    public async Task No_English_is_left_on_any_page_in_Japanese()
    {
        var words = new Words("ja");
        var chat = await host.Application.NewChat("台所の改装");
        await using var hanako = await host.Foreign("花子", "ja-JP");

        await Join(hanako, words, chat, "hanako");
        await using var taro = await host.Desktop("太郎");
        await Join(taro, new Words("en-GB"), chat, "taro");
        await taro.Say("こんにちは");
        await Expect(hanako.Page.GetByRole(AriaRole.Log)).ToContainTextAsync("こんにちは");
        await taro.Send(FileSamples.Png("plan.png"));
        await Expect(hanako.Page.GetByRole(AriaRole.Log).Locator("img").First).ToBeVisibleAsync();
        await Expect(hanako.Page).ToHaveTitleAsync(new Regex("台所の改装"));
        await NothingInLatin(hanako, "the chat");

        foreach (var page in new[] { "info", "about", "people", "files", "notifications", "flows" })
        {
            await hanako.Open($"{chat.Link}/{page}");
            await Expect(hanako.Page.GetByRole(AriaRole.Region).GetByRole(AriaRole.Heading, new() { Level = 2 })).ToBeVisibleAsync();
            await Expect(hanako.Page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
            await NothingInLatin(hanako, page);
        }

        await hanako.Open($"{chat.Link}/people");
        await hanako.Page.GetByRole(AriaRole.Button, new() { Name = "太郎 Tester" }).ClickAsync();
        await Expect(hanako.Page.GetByText(words["people.history"])).ToBeVisibleAsync();
        await NothingInLatin(hanako, "a person");
        foreach (var path in new[] { "/", "/terms", "/nowhere", "/share", "/sign-in" })
        {
            await hanako.Open(host.Application.Url + path);
            await Expect(hanako.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            await Expect(hanako.Page.GetByRole(AriaRole.Combobox)).ToBeVisibleAsync();
            await NothingInLatin(hanako, path);
        }

        await hanako.Button(words["signIn.send"]).ClickAsync();
        await Expect(hanako.Alert).ToBeVisibleAsync();
        await NothingInLatin(hanako, "a refusal of the sign-in");
        await Leave(hanako, words, chat);
        await ComeBackByCode(hanako, words, chat, "hanako");
        hanako.HasSeenNoFault();
    }

    [Fact]
    public async Task Nothing_is_cut_or_left_out_where_every_word_is_longer()
    {
        var chat = await host.Application.NewChat("台所の改装");
        await using var taro = await host.Desktop("太郎");
        await Join(taro, new Words("en-GB"), chat, "taro2");
        await taro.Say("こんにちは");
        await using var phone = await host.Phone("花子");
        // It would bring the texts past the route.
        await phone.Context.AddInitScriptAsync("delete Navigator.prototype.serviceWorker");
        await phone.Page.RouteAsync(Texts(), async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = Longer(await answer.TextAsync()) });
        });

        await phone.Open(chat.LinkWithPassword);
        await Expect(phone.Page.Locator("input[name=surname]")).ToBeVisibleAsync();
        await NothingCutOrInLatin(phone, "who");
        await phone.Page.Locator("input[name=name]").FillAsync("花子");
        await phone.Page.Locator("input[name=surname]").FillAsync("Tester");
        await phone.Page.Locator("input[name=email]").FillAsync("hanako2@example.com");
        await phone.Page.Locator("button[type=submit]").ClickAsync();
        await Expect(phone.Page.GetByRole(AriaRole.Log)).ToContainTextAsync("こんにちは");
        await NothingCutOrInLatin(phone, "the chat");
        foreach (var page in new[] { "info", "about", "people", "files", "notifications", "flows" })
        {
            await phone.Open($"{chat.Link}/{page}");
            await Expect(phone.Page.GetByRole(AriaRole.Region).GetByRole(AriaRole.Heading, new() { Level = 2 })).ToBeVisibleAsync();
            await NothingCutOrInLatin(phone, page);
        }

        foreach (var path in new[] { "/", "/sign-in", "/terms", "/nowhere", "/share" })
        {
            await phone.Open(host.Application.Url + path);
            await Expect(phone.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            await NothingCutOrInLatin(phone, path);
        }
    }

    [Fact]
    public async Task A_page_in_Arabic_runs_to_the_left_and_is_accessible()
    {
        var words = new Words("ar");
        var chat = await host.Application.NewChat("تجديد المطبخ");
        await using var bob = await (await host.Desktop("Bob")).Join(chat);
        await using var layla = await host.Foreign("ليلى", "ar-EG");
        await layla.Open(chat.Link);
        await Expect(layla.Heading(words["join.protected"])).ToBeVisibleAsync();
        await layla.BeAccessible("password in Arabic");
        await Join(layla, words, chat, "layla");
        await bob.Say("Good morning");
        await Expect(layla.Page.GetByRole(AriaRole.Log)).ToContainTextAsync("Good morning");
        await layla.Page.GetByRole(AriaRole.Textbox, new() { Name = words["chat.yourMessage"] }).FillAsync("صباح الخير");
        await layla.Button(words["chat.send"]).ClickAsync();
        await Expect(bob.Message("صباح الخير")).ToBeVisibleAsync();

        var (mine, theirs) = (await Box(layla, "صباح الخير"), await Box(layla, "Good morning"));
        Assert.True(mine.X + mine.Width < theirs.X + theirs.Width, "what is one's own stands at the left");
        await layla.BeAccessible("chat in Arabic");
        await layla.Button(words["chat.openSidebar"]).ClickAsync();
        var sidebar = layla.Page.GetByRole(AriaRole.Region, new() { Name = words["side.thisChat"] });
        await Expect(sidebar).ToBeVisibleAsync();
        Assert.InRange((await sidebar.BoundingBoxAsync())!.X, 0, 1);
        await layla.BeAccessible("sidebar in Arabic");
        Assert.Empty(await Words.Cut(layla.Page));
        layla.HasSeenNoFault();
    }

    [Fact]
    public async Task A_person_chooses_the_language_and_a_link_asks_for_one()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await host.Desktop("Alice");

        await alice.Open($"{chat.Link}?lang=fr");
        await Expect(alice.Heading(new Words("fr")["join.protected"])).ToBeVisibleAsync();
        await alice.Open(chat.Link);
        await Expect(alice.Heading(new Words("fr")["join.protected"])).ToBeVisibleAsync();

        await alice.Open($"{chat.Link}?lang=fr");
        await alice.Page.GetByRole(AriaRole.Combobox, new() { Name = new Words("fr")["side.language"] }).SelectOptionAsync("pl");
        await Expect(alice.Heading(new Words("pl")["join.protected"])).ToBeVisibleAsync();
        Assert.Equal(chat.Link, alice.Page.Url);
        await Expect(alice.Page.Locator("html")).ToHaveAttributeAsync("lang", "pl");

        await using var tab = await alice.Tab();
        await tab.Open(chat.Link);
        await Expect(tab.Heading(new Words("pl")["join.protected"])).ToBeVisibleAsync();
        alice.HasSeenNoFault();
    }

    [GeneratedRegex(@"/assets/texts-en-GB-.*\.js$")]
    private static partial Regex Texts();

    [GeneratedRegex(@"([`""'])((?:(?!\1)[^\\]|\\.)*)\1")]
    private static partial Regex Strings();

    [GeneratedRegex(@"(\{\w+\})|([A-Za-z])")]
    private static partial Regex Letters();

    /// <summary>The texts with other letters, and a third longer. Addresses of other parts stay as they are.</summary>
    private static string Longer(string script) => Strings().Replace(script, text =>
    {
        var words = text.Groups[2].Value;
        if (words.StartsWith("./", StringComparison.Ordinal) || words.Length == 0 || !words.Any(char.IsAsciiLetter)) return text.Value;
        const string plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", other = "āƀčđēƒğħīĵķłɱñōƥʠřšŧūṽŵẋŷžĀɃČĐĒƑĞĦĪĴĶŁⱮÑŌƤɊŘŠŦŪṼŴẊŶŽ";
        var accented = Letters().Replace(words, letter => letter.Groups[1].Success ? letter.Value : other[plain.IndexOf(letter.Value[0], StringComparison.Ordinal)].ToString());
        return $"{text.Groups[1].Value}{accented}{string.Concat(Enumerable.Repeat(" ōñğ", words.Length / 12))}{text.Groups[1].Value}";
    });

    private static async Task Join(Person person, Words words, Chat chat, string address)
    {
        await person.Open(chat.Link);
        await Expect(person.Heading(words["join.protected"])).ToBeVisibleAsync();
        await NothingForgotten(person, words, "the password");
        await person.Page.GetByLabel(words["join.password"], new() { Exact = true }).FillAsync("wrong");
        await person.Button(words["join.next"]).ClickAsync();
        await Expect(person.Alert).ToBeVisibleAsync();
        await NothingForgotten(person, words, "a wrong password");
        await person.Page.GetByLabel(words["join.password"], new() { Exact = true }).FillAsync(chat.Password);
        await person.Button(words["join.next"]).ClickAsync();
        await Expect(person.Heading(words["join.title"])).ToBeVisibleAsync();
        await person.Button(words["join.join"]).ClickAsync();
        await Expect(person.Alert).ToHaveCountAsync(3);
        await NothingForgotten(person, words, "who, with nothing typed in");
        await SayWho(person, words, address);
        await Expect(person.Page.GetByRole(AriaRole.Textbox, new() { Name = words["chat.yourMessage"] })).ToBeVisibleAsync();
    }

    private static async Task SayWho(Person person, Words words, string address)
    {
        await person.Page.GetByLabel(words["join.name"], new() { Exact = true }).FillAsync(person.Name);
        await person.Page.GetByLabel(words["join.surname"], new() { Exact = true }).FillAsync("Tester");
        await person.Page.GetByLabel(words["join.email"]).FillAsync($"{address}@example.com");
        await person.Button(words["join.join"]).ClickAsync();
    }

    private static async Task Leave(Person person, Words words, Chat chat)
    {
        await person.Open($"{chat.Link}/info");
        await person.Button(words["side.leave"]).ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToBeVisibleAsync();
        await NothingInLatin(person, "leaving");
        await dialog.GetByRole(AriaRole.Button, new() { Name = words["side.leave"] }).ClickAsync();
        await Expect(person.Heading(words["gone.left"])).ToBeVisibleAsync();
        await NothingInLatin(person, "left");
    }

    private async Task ComeBackByCode(Person person, Words words, Chat chat, string address)
    {
        await person.Open(chat.LinkWithPassword);
        await Expect(person.Heading(words["join.title"])).ToBeVisibleAsync();
        await SayWho(person, words, address);
        await Expect(person.Heading(words["code.title"])).ToBeVisibleAsync();
        var code = await host.Application.CodeFor($"{address}@example.com");
        await Expect(person.Page.GetByText(words["code.mailSent"].Replace("{address}", "", StringComparison.Ordinal))).ToBeVisibleAsync();
        await NothingInLatin(person, "the code");
        await person.Page.GetByLabel(words["code.label"]).FillAsync(code);
        await Expect(person.Page.GetByRole(AriaRole.Textbox, new() { Name = words["chat.yourMessage"] })).ToBeVisibleAsync();
    }

    private static async Task NothingInLatin(Person person, string where, string also = "$^") =>
        Assert.True(await Words.InLatin(person.Page, also) is var left && left.Length == 0, $"{where}: {string.Join(" | ", left)}");

    private static Task NothingForgotten(Person person, Words words, string where) =>
        words["join.next"] == "次へ" ? NothingInLatin(person, where) : Task.CompletedTask;

    private static async Task NothingCutOrInLatin(Person person, string where)
    {
        // Dates and lists are the browser's words.
        await NothingInLatin(person, where, @"\b(?:\w+day|\d+ [A-Z]\w+ \d{4}|[A-Z][a-z]+ \d{4}|and)\b");
        var cut = await Words.Cut(person.Page);
        Assert.True(cut.Length == 0, $"{where}: {string.Join(" | ", cut)}");
    }

    private static async Task<LocatorBoundingBoxResult> Box(Person person, string text) =>
        (await person.Page.GetByRole(AriaRole.Log).GetByText(text, new() { Exact = true }).BoundingBoxAsync())!;
}
