using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Rest;

/// <summary>What generators of typed clients need of the OpenAPI document.</summary>
public sealed partial class TypedDocumentTests(Server server)
{
    [Fact]
    public async Task Every_call_has_a_plain_name_of_its_own_and_a_description()
    {
        var operations = (await ApiDocument.OfAsync(server)).Operations.ToList();

        var names = operations.Select(operation => operation.Operation["operationId"]?.ToString() ?? operation.Name).ToList();
        Assert.All(names, name => Assert.Matches(PlainName(), name));
        Assert.Equal(names.Distinct(), names);
        Assert.All(operations, operation => Assert.False(string.IsNullOrEmpty(operation.Operation["description"]?.ToString()), $"{operation.Name} has no description"));
        Assert.Contains("sendMessage", names);
    }

    [Fact]
    public async Task Every_group_of_calls_is_described()
    {
        var document = await ApiDocument.OfAsync(server);

        var described = document.Root["tags"]!.AsArray().Where(tag => tag!["description"] is not null)
            .Select(tag => tag!["name"]!.ToString());
        Assert.Equal(document.Operations.SelectMany(operation => operation.Operation["tags"]!.AsArray()).Select(tag => tag!.ToString()).Distinct().Order(), described.Order());
    }

    [Fact]
    public async Task Every_field_has_a_type_and_a_time_is_text()
    {
        var document = await ApiDocument.OfAsync(server);

        foreach (var (schema, definition) in document.Schemas)
        {
            foreach (var (name, field) in definition!["properties"]?.AsObject() ?? [])
            {
                Assert.True(field!["type"] is not null || field["$ref"] is not null || field["oneOf"] is not null, $"{schema}.{name} has no type");
                if (field["format"]?.ToString() == "date-time") Assert.Contains("string", field["type"]!.ToJsonString(), StringComparison.Ordinal);
            }
        }

        Assert.Equal("""["null","string"]""", Field(document, "ParticipantView", "last_seen")["type"]!.ToJsonString());
        Assert.Equal("""["null","string"]""", Field(document, "MessageView", "edited_at")["type"]!.ToJsonString());
        Assert.Equal("string", Field(document, "MessageView", "created_at")["type"]!.ToString());
    }

    [Theory]
    [InlineData("NewMessageRequest", ""), InlineData("NewChatRequest", "name"), InlineData("ChatChangeRequest", ""), InlineData("NewCompanyRequest", "name")]
    [InlineData("PersonRequest", "email name surname"), InlineData("NameRequest", ""), InlineData("NewUploadRequest", "name size"), InlineData("CompleteUploadRequest", "digest")]
    [InlineData("NotificationSettingsRequest", "level")]
    public async Task Of_what_is_sent_only_that_is_required_which_is(string schema, string required)
    {
        var document = await ApiDocument.OfAsync(server);

        var listed = document.Schemas[schema]!["required"]?.AsArray().Select(name => name!.ToString()) ?? [];

        Assert.Equal(required.Split(' ', StringSplitOptions.RemoveEmptyEntries), listed.Order());
        Assert.All(listed, name => Assert.DoesNotContain("null", Field(document, schema, name).ToJsonString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_what_is_answered_every_field_is_always_there()
    {
        var document = await ApiDocument.OfAsync(server);

        foreach (var (schema, definition) in document.Schemas.Where(schema => !schema.Key.EndsWith("Request", StringComparison.Ordinal) && schema.Key != "Problem"))
            Assert.Equal(definition!["properties"]!.AsObject().Select(field => field.Key).Order(), (definition["required"]?.AsArray().Select(name => name!.ToString()) ?? []).Order());
    }

    [Fact]
    public async Task A_problem_names_all_that_it_can_have_and_every_reason()
    {
        var document = await ApiDocument.OfAsync(server);

        var problem = document.Schemas["Problem"]!;

        Assert.Equal(
            ["company", "detail", "errors", "field", "limit", "limit_bytes", "missing", "reason", "retry_after", "status", "title", "tries_left", "type"],
            problem["properties"]!.AsObject().Select(field => field.Key).Order());
        Assert.Equal(["detail", "status", "title", "type"], problem["required"]!.AsArray().Select(name => name!.ToString()).Order());
        Assert.Equal(Enum.GetValues<Reason>().Select(RefusalText.NameOf), EnumOf(document, "Problem", "reason"));
        Assert.DoesNotContain("ProblemDetails", document.Root.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("JoinProgressView", "step", "password who code joined"), InlineData("ParticipantView", "standing", "active left removed")]
    [InlineData("NotificationSettingsView", "level", "off mentions all"), InlineData("NotificationSettingsRequest", "level", "off mentions all")]
    [InlineData("UserView", "type", "company")]
    public async Task What_is_one_of_a_few_names_lists_them(string schema, string field, string names) =>
        Assert.Equal(names.Split(' ').Order(), EnumOf(await ApiDocument.OfAsync(server), schema, field).Order());

    [Fact]
    public async Task Numbers_in_addresses_are_integers_and_ids_have_their_pattern()
    {
        foreach (var (name, operation) in (await ApiDocument.OfAsync(server)).Operations)
        {
            foreach (var parameter in operation["parameters"]?.AsArray().Where(parameter => parameter!["in"]!.ToString() == "path") ?? [])
            {
                var isNumber = parameter!["name"]!.ToString() is "message_id" or "index";
                Assert.True((isNumber ? "integer" : "string") == parameter["schema"]!["type"]!.ToString(), $"{name}: {parameter["name"]}");
                Assert.True(isNumber || parameter["schema"]!["pattern"] is not null, $"{name}: {parameter["name"]} has no pattern");
            }
        }
    }

    [Theory]
    [InlineData("POST /api/chats", "{}", "text/plain", 415, "not_json"), InlineData("POST /api/chats", "{", "application/json", 422, "invalid_field")]
    [InlineData("POST /api/chats", "LONG", "application/json", 413, "body_too_large"), InlineData("POST /api/sign-in", "LONG", "application/json", 413, "body_too_large")]
    public async Task What_is_answered_to_a_body_that_can_not_be_taken_is_documented(
        string endpoint, string body, string type, int status, string reason)
    {
        var document = await ApiDocument.OfAsync(server);
        using var program = server.Operator();
        using var content = new StringContent(body == "LONG" ? $$"""{"name":"{{new string('x', 1_100_000)}}"}""" : body, System.Text.Encoding.UTF8, type);

        // What is too long is not sent at all: else the server may close the connection before its answer is read.
        var reply = await program.SendAsync(HttpMethod.Post, endpoint.Split(' ')[1], content, request => request.Headers.ExpectContinue = true);

        Assert.Equal((status, reason), (reply.Code, reply["reason"]));
        Assert.Empty(document.Wrong(endpoint, reply));
    }

    [Fact]
    public async Task A_method_that_an_address_has_not_is_answered_as_a_problem_as_well()
    {
        var document = await ApiDocument.OfAsync(server);

        var reply = (await server.Operator().SendAsync(HttpMethod.Patch, "/api/chats", "{}")).Expect(HttpStatusCode.MethodNotAllowed);

        Assert.Contains("405", document.Root["info"]!["description"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(["detail", "reason", "status", "title", "type"], reply.Json.AsObject().Select(member => member.Key).Order());
        Assert.Equal("method_not_allowed", reply["reason"]);
    }

    [Fact]
    public async Task Each_refusal_names_its_reasons()
    {
        var send = (await ApiDocument.OfAsync(server)).Operations.Single(operation => operation.Name == "POST /api/chats/{chat_id}/messages").Operation;

        Assert.Equal("Refused: `chat_closed`.", send["responses"]!["409"]!["description"]!.ToString());
        Assert.All(new[] { "408", "413", "415" }, status => Assert.NotNull(send["responses"]![status]));
    }

    private static JsonNode Field(ApiDocument document, string schema, string name) => document.Schemas[schema]!["properties"]![name]!;

    private static IEnumerable<string> EnumOf(ApiDocument document, string schema, string field) =>
        Field(document, schema, field)["enum"]!.AsArray().Select(name => name!.ToString());

    [GeneratedRegex("^[a-z]+([A-Z][a-z]+)*$")]
    private static partial Regex PlainName();
}
