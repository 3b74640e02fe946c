using System.Text.Json.Nodes;
using ConnectNow.WebFrontend.Tests.Running;
using ConnectNow.WebFrontend.Tests.Security;

namespace ConnectNow.WebFrontend.Tests.Rest;

public sealed class OpenApiTests(Server server)
{
    private async Task<JsonNode> DocumentAsync() => (await ApiDocument.OfAsync(server)).Root;

    [Fact]
    public async Task The_document_lists_every_call_of_the_api_and_nothing_else()
    {
        var document = await ApiDocument.OfAsync(server);

        Assert.Equal(
            Endpoints.Of(server).Where(endpoint => endpoint.Contains("/api/", StringComparison.Ordinal)).Order(),
            document.Operations.Select(operation => operation.Name).Order());
    }

    [Fact]
    public async Task Every_call_has_a_summary_its_parameters_its_answers_and_its_credentials()
    {
        foreach (var (name, operation) in (await ApiDocument.OfAsync(server)).Operations)
        {
            Assert.False(string.IsNullOrEmpty(operation["summary"]?.ToString()), name);
            foreach (var placeholder in name.Split('{').Skip(1).Select(part => part.Split('}')[0]))
                Assert.True(operation["parameters"]!.AsArray().Any(parameter => parameter!["name"]!.ToString() == placeholder), $"{name} does not describe {placeholder}");
            Assert.True(operation["responses"]!.AsObject().Any(response => response.Key.StartsWith('2')), $"{name} has no good answer");
            Assert.NotNull(operation["responses"]!["429"]);
            var needsToken = operation["security"] is JsonArray { Count: > 0 };
            Assert.True(needsToken == (operation["responses"]!["401"] is not null), $"{name}: credentials and 401 do not agree");
        }
    }

    [Fact]
    public async Task Names_are_in_snake_case_and_pages_are_described()
    {
        var document = await DocumentAsync();

        foreach (var (schema, definition) in document["components"]!["schemas"]!.AsObject())
        {
            foreach (var property in definition!["properties"]?.AsObject() ?? [])
                Assert.False(property.Key.Any(char.IsUpper), $"{schema}.{property.Key}");
        }

        var perPage = document["paths"]!["/api/chats"]!["get"]!["parameters"]!.AsArray()
            .Single(parameter => parameter!["name"]!.ToString() == "per_page")!;
        Assert.Equal(("integer", "249"), (perPage["schema"]!["type"]!.ToString(), perPage["schema"]!["maximum"]!.ToString()));
        Assert.Equal(["chat-user", "company"], document["components"]!["securitySchemes"]!.AsObject().Select(scheme => scheme.Key).Order());
    }

    [Fact]
    public async Task Bytes_are_described_as_bytes()
    {
        var paths = (await DocumentAsync())["paths"]!;

        var block = paths["/api/chats/{chat_id}/uploads/{upload_id}/blocks/{index}"]!["put"]!;
        Assert.Equal("binary", block["requestBody"]!["content"]!["application/octet-stream"]!["schema"]!["format"]!.ToString());
        Assert.Contains(block["parameters"]!.AsArray(), parameter => (parameter!["in"]!.ToString(), parameter["name"]!.ToString()) == ("header", "Content-Digest"));
        Assert.Equal(
            ["image/jpeg", "image/png", "image/webp"],
            paths["/api/chats/{chat_id}/uploads/{upload_id}/preview"]!["put"]!["requestBody"]!["content"]!.AsObject().Select(type => type.Key).Order());
        var file = paths["/api/chats/{chat_id}/messages/{message_id}/files/{file_id}"]!["get"]!;
        Assert.All(new[] { "200", "206", "304", "416" }, status => Assert.NotNull(file["responses"]![status]));
        Assert.Equal("binary", file["responses"]!["200"]!["content"]!["*/*"]!["schema"]!["format"]!.ToString());
    }
}
