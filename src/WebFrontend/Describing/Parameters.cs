using System.Globalization;
using ConnectNow.WebFrontend.Wire;
using Microsoft.OpenApi;

namespace ConnectNow.WebFrontend.Describing;

/// <summary>
/// What stands in addresses, queries and headers. Our code takes all of it as text, and answers in its own words what is none of these.
/// </summary>
internal static class Parameters
{
    public static void Describe(OpenApiOperation operation)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            if (parameter.Name == "Content-Digest") parameter.Required = true;
            (parameter.Description, parameter.Schema) = parameter.Name switch
            {
                "page" => ("Which page, from 1.", Number(1, 1_000_000, "int32")),
                "per_page" => ($"How many on a page: {PageQuery.DefaultPerPage} unless told.", Number(1, PageQuery.MaxPerPage, "int32")),
                "before" => ("Only what is strictly before this time.", Time()),
                "after" => ("Only what is strictly after this time.", Time()),
                "after_id" => ("Only messages with a greater number than this, the nearest first: how to poll. Pages are not counted then.", Number(0, null, "int64")),
                "before_id" => ("Only messages with a smaller number than this; without `after_id` the newest of them.", Number(1, null, "int64")),
                "chat_id" => ("The chat.", Id()),
                "company_id" => ("The company.", Id()),
                "user_id" => ("The participant.", Id()),
                "message_id" => ("The message's number.", Number(1, null, "int64")),
                "upload_id" => ("The upload.", Id()),
                "file_id" => ("The file: the id of the upload it came from.", Id()),
                "index" => ("Which block, from 0.", Number(0, null, "int32")),
                "Content-Digest" => ("The SHA-256 of the body: `sha-256=:BASE64:` (RFC 9530).", Digest()),
                "download" => ("Present: to be saved, never shown.", parameter.Schema),
                _ => (parameter.Description, parameter.Schema),
            };
        }
    }

    private static OpenApiSchema Number(long least, long? most, string format) =>
        new() { Type = JsonSchemaType.Integer, Format = format, Minimum = Text(least), Maximum = most is { } greatest ? Text(greatest) : null };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static OpenApiSchema Id() => new() { Type = JsonSchemaType.String, Pattern = Fields.IdPattern };

    private static OpenApiSchema Digest() => new() { Type = JsonSchemaType.String, Pattern = "^sha-256=:[A-Za-z0-9+/]{43}=:$" };

    private static OpenApiSchema Time()
    {
        var time = new OpenApiSchema();
        Fields.BeTime(time, orNull: false);
        return time;
    }
}
