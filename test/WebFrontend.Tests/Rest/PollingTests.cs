using System.Net;
using System.Text.Json.Nodes;
using ConnectNow.Chats;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Rest;

/// <summary>How a program reads a chat by asking again and again: by the number of the last message it has.</summary>
public sealed class PollingTests(Server server)
{
    [Fact]
    public async Task Of_60_messages_that_6_people_say_at_once_every_one_is_read_and_none_twice()
    {
        var host = await TestHost.CreateAsync(server);
        var people = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => host.AddPersonAsync($"Person{number}")));
        using var company = host.Company();
        var read = new List<long>();

        var said = Task.WhenAll(people.SelectMany(person => Enumerable.Range(0, 10).Select(number => SayAsync(host.Chat, person, number))));
        while (read.Count < 60)
        {
            var page = await PageAsync(company, $"{host.ChatPath}/messages?per_page=7&after_id={read.LastOrDefault()}");
            read.AddRange(IdsOf(page));
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.Equal((await said).Order(), read);
        Assert.Empty(IdsOf(await PageAsync(company, $"{host.ChatPath}/messages?after_id={read[^1]}")));
    }

    [Fact]
    public async Task Following_the_next_page_leads_to_the_newest_message_and_the_previous_to_the_oldest()
    {
        var (host, ids) = await ChatOfAsync(20);
        using var company = host.Company();

        var forward = await FollowAsync(company, $"{host.ChatPath}/messages?after_id=0&per_page=6", "next_page_url");
        var back = await FollowAsync(company, $"{host.ChatPath}/messages?before_id={ids[^1] + 1}&per_page=6", "prev_page_url");

        Assert.Equal(ids, forward.SelectMany(page => page));
        Assert.Equal([6, 6, 6, 2], forward.Select(page => page.Count));
        Assert.Equal(ids[^6..], back[0]);
        Assert.Equal(ids, back.AsEnumerable().Reverse().SelectMany(page => page));
    }

    [Fact]
    public async Task Deleted_messages_take_no_place_so_that_a_page_is_empty_only_at_the_end()
    {
        var (host, ids) = await ChatOfAsync(12);
        using var company = host.Company();
        foreach (var id in ids[2..9]) (await company.DeleteAsync($"{host.ChatPath}/messages/{id}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal(ids[9..11], IdsOf(await PageAsync(company, $"{host.ChatPath}/messages?after_id={ids[1]}&per_page=2")));
        Assert.Equal(ids[..2], IdsOf(await PageAsync(company, $"{host.ChatPath}/messages?before_id={ids[9]}&per_page=2")));
    }

    [Fact]
    public async Task Between_two_numbers_come_the_first_and_times_count_as_well()
    {
        var (host, ids) = await ChatOfAsync(10);
        using var company = host.Company();
        var fifth = (await company.GetAsync($"{host.ChatPath}/messages/{ids[4]}"))["created_at"];

        var between = await PageAsync(company, $"{host.ChatPath}/messages?after_id={ids[1]}&before_id={ids[7]}&per_page=3");

        Assert.Equal(ids[2..5], IdsOf(between));
        Assert.Equal((null, null, null), ((int?)between["current_page"], (int?)between["from"], (int?)between["to"]));
        Assert.Equal(ids[5..7], IdsOf(await PageAsync(company, new Uri((string)between["next_page_url"]!).PathAndQuery)));
        Assert.All(IdsOf(await PageAsync(company, $"{host.ChatPath}/messages?after_id=0&before={fifth}")), id => Assert.True(id < ids[4]));
    }

    [Theory]
    [InlineData("after_id=-1", "after_id"), InlineData("after_id=x", "after_id"), InlineData("before_id=0", "before_id")]
    [InlineData("before_id=99999999999999999999", "before_id"), InlineData("after_id=1&page=2", "page")]
    public async Task What_is_no_number_is_refused_by_its_name(string query, string field)
    {
        var host = await TestHost.CreateAsync(server);

        Assert.Equal(field, (await host.Company().GetAsync($"{host.ChatPath}/messages?{query}")).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field")["field"]);
    }

    private static async Task<long> SayAsync(IChatGrain chat, Person person, int number)
    {
        var stay = (await chat.Find(person.Id))!.Stay;
        return (await chat.Send(Caller.Participant(person.Id, stay), $"{person.Id}-{number}", $"number {number}")).Value!.Seq;
    }

    private async Task<(TestHost TestHost, List<long> Ids)> ChatOfAsync(int messages)
    {
        var host = await TestHost.CreateAsync(server);
        var ids = new List<long>();
        for (var number = 0; number < messages; number++)
            ids.Add((await host.Chat.Send(Caller.Company(host.CompanyId), $"m{number}", $"number {number}")).Value!.Seq);
        return (host, ids);
    }

    private static async Task<List<List<long>>> FollowAsync(Browser program, string path, string direction)
    {
        var pages = new List<List<long>>();
        for (string? next = path; next is not null;)
        {
            var page = await PageAsync(program, next);
            pages.Add(IdsOf(page));
            next = (string?)page[direction] is { } url ? new Uri(url).PathAndQuery : null;
        }

        return pages;
    }

    private static async Task<JsonNode> PageAsync(Browser program, string path) =>
        (await program.GetAsync(path)).Expect(HttpStatusCode.OK).Json;

    private static List<long> IdsOf(JsonNode page) => [.. page["data"]!.AsArray().Select(message => (long)message!["id"]!)];
}
