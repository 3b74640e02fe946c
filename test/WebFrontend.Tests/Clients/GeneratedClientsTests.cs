using System.Net;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Clients;

/// <summary>Typed clients that others' generators make from the OpenAPI document, driven against the running application.</summary>
public sealed class GeneratedClientsTests(Server server)
{
    [Fact]
    public async Task A_client_made_by_NSwag_compiles_reads_every_answer_and_gets_reasons_typed()
    {
        var source = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "test", "WebFrontend.Tests", "Clients", "Tour", "Tour.cs"), TestContext.Current.CancellationToken);

        var run = await CSharpClient.CompileAsync(await DocumentAsync(), source);

        Assert.Equal(
            [
                "Company with no owner, since True", "owned by the first: True", "Active, Joined, last seen never", "speaks as Meter", "once: True, edited never",
                "edited after it was said: True", "21.6 degrees by Meter Bot, page not counted, next none", "people: 1, chats: True", "asked for a code: 32, token not yet",
                "404 Not_found: no field", "422 Invalid_field: text", "422 Invalid_field: email name surname", "401 Not_in_chat: no field",
            ],
            await run(server.Address, server.FirstRun.ApiToken));
    }

    [Fact]
    public async Task A_client_made_by_openapi_typescript_compiles_reads_every_answer_and_gets_reasons_typed()
    {
        await File.WriteAllTextAsync(NodeProject.PathOf("openapi.json"), await DocumentAsync(), TestContext.Current.CancellationToken);
        await NodeProject.RunAsync("node_modules/openapi-typescript/bin/cli.js", NodeProject.PathOf("openapi.json"), "-o", "tour/api.d.ts");
        await NodeProject.RunAsync("node_modules/typescript/bin/tsc", "-p", "tour");

        var said = await NodeProject.RunAsync("out/tour/tour.js", server.Address.ToString(), server.FirstRun.ApiToken);

        Assert.Equal(
            [
                "company with no owner", "owned by the first: true", "active, joined, last seen never", "speaks as Meter", "once: true, edited never", "edited: true",
                "21.6 degrees by Meter Bot, page not counted, next none", "404 not_found", "422 invalid_field text", "401 not_in_chat",
            ],
            said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private async Task<string> DocumentAsync() => (await server.NewBrowser().GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK).Text;
}
