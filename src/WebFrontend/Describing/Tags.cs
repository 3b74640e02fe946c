using Microsoft.OpenApi;

namespace ConnectNow.WebFrontend.Describing;

/// <summary>The groups of calls, in the order in which a reader needs them.</summary>
internal static class Tags
{
    private static readonly (string Name, string About)[] All =
    [
        ("Tokens", "Who a token is, and how a program gets one for a person."),
        ("Companies", "A token acts for its own company and for those that company has created."),
        ("Chats", "A company's chats. People join them by link and password."),
        ("People", "Everyone who is or was in a chat."),
        ("Messages", "What was said. A message's id is its number in the chat's timeline."),
        ("Files", "A file is sent in blocks, finished, and then named by a message."),
        ("Joining", "The pages' own calls for getting into a chat. They work with cookies."),
        ("Signing in", "The pages' own calls for coming back with an email address. They work with cookies."),
        ("This device", "What a browser is signed in to. It works with cookies."),
        ("Notifications", "Web push, for participants alone."),
    ];

    public static void Describe(OpenApiDocument document)
    {
        var used = document.Tags?.Select(tag => tag.Name).ToHashSet() ?? [];
        var known = All.Where(tag => used.Remove(tag.Name)).Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.About });
        document.Tags = new HashSet<OpenApiTag>([.. known, .. used.Select(name => new OpenApiTag { Name = name })]);
    }
}
