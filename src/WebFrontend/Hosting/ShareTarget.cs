using ConnectNow.WebFrontend.Security;
using Microsoft.AspNetCore.Mvc;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>
/// Where systems send what people share to the installed app. Its service worker takes that before it leaves the device; what comes here
/// found none. It is not read: the page says that the app is ready now, and asks to share once more.
/// </summary>
internal static class ShareTarget
{
    private const long MaxBody = 64 * 1024;

    public static void MapShareTarget(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/share", Answer).WithMetadata(new ChangesNothing(), new RequestSizeLimitAttribute(MaxBody)).ExcludeFromDescription();

    private static void Answer(HttpContext http)
    {
        // 303: the page is fetched, what was sent is not sent again.
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = "/share?failed";
    }
}
