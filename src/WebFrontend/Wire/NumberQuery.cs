using System.Globalization;
using ConnectNow.Chats;
using ConnectNow.WebFrontend.Refusals;
using Microsoft.AspNetCore.Mvc;

namespace ConnectNow.WebFrontend.Wire;

/// <summary>From which message's number on, or back, a list is asked for, as it came: how programs that poll miss nothing.</summary>
internal sealed record NumberQuery(
    [property: FromQuery(Name = "after_id")] string? AfterId,
    [property: FromQuery(Name = "before_id")] string? BeforeId)
{
    /// <summary>Null when no number is named: then the list is asked for by page.</summary>
    public NumberWindow? Check(FieldCheck check, PageWindow window)
    {
        if (string.IsNullOrEmpty(AfterId) && string.IsNullOrEmpty(BeforeId)) return null;
        if (window.Page > 1) check.Take<int>(Refusal.Invalid("page", "Pages are not counted from a number: follow next_page_url or prev_page_url."));
        return new NumberWindow(check.Take(Number(AfterId, "after_id", 0)), check.Take(Number(BeforeId, "before_id", 1)), window);
    }

    private static Answer<long?> Number(string? text, string field, long least)
    {
        if (string.IsNullOrEmpty(text)) return new Answer<long?>(null, null);
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : Refusal.Invalid(field, $"{field} is a message's number: {least} or more.");
    }
}

/// <summary>A part of a list that ascends by number: strictly after one, strictly before one, or both.</summary>
internal sealed record NumberWindow(long? After, long? Before, PageWindow Window)
{
    /// <summary>One page as it is answered, with the address at which to go on in the direction that was asked for.</summary>
    public Page<T> Of<T>(IReadOnlyList<T> items, MessagePage page, string path) => new()
    {
        Data = items,
        CurrentPage = null,
        PerPage = Window.PerPage,
        From = null,
        To = null,
        Path = path,
        FirstPageUrl = Address(path, After, Before),
        PrevPageUrl = page.HasMore && After is null ? Address(path, null, page.LookedAt) : null,
        NextPageUrl = page.HasMore && After is not null ? Address(path, page.LookedAt, Before) : null,
    };

    private string Address(string path, long? after, long? before)
    {
        var query = QueryString.Empty;
        if (after is { } low) query = query.Add("after_id", low.ToString(CultureInfo.InvariantCulture));
        if (before is { } high) query = query.Add("before_id", high.ToString(CultureInfo.InvariantCulture));
        return path + Window.Filters(query.Add("per_page", Window.PerPage.ToString(CultureInfo.InvariantCulture)));
    }
}
