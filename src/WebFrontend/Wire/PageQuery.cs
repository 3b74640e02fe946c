using System.Globalization;
using ConnectNow.WebFrontend.Refusals;
using Microsoft.AspNetCore.Mvc;

namespace ConnectNow.WebFrontend.Wire;

/// <summary>Which part of a list is asked for, as it came; <see cref="Check"/> makes sense of it.</summary>
internal sealed record PageQuery(
    [property: FromQuery(Name = "page")] string? Page,
    [property: FromQuery(Name = "per_page")] string? PerPage,
    [property: FromQuery(Name = "before")] string? Before,
    [property: FromQuery(Name = "after")] string? After)
{
    public const int DefaultPerPage = 15;
    public const int MaxPerPage = 249;
    private const int MaxPage = 1_000_000;

    /// <summary>The window that is asked for; meaningless when the check has found something wrong.</summary>
    public PageWindow Check(FieldCheck check) => new(
        check.Take(Number(Page, "page", 1, MaxPage)),
        check.Take(Number(PerPage, "per_page", DefaultPerPage, MaxPerPage)),
        check.Take(Time(Before, "before")),
        check.Take(Time(After, "after")));

    private static Answer<int> Number(string? text, string field, int otherwise, int most)
    {
        if (string.IsNullOrEmpty(text)) return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : Refusal.Invalid(field, $"{field} is a whole number from 1 to {most}.");
    }

    private static Answer<DateTimeOffset?> Time(string? text, string field)
    {
        if (string.IsNullOrEmpty(text)) return new Answer<DateTimeOffset?>(null, null);
        return Timestamp.TryRead(text, out var time) ? time : Refusal.Invalid(field, $"{field} is an ISO 8601 time, like 2026-05-04T09:02:11Z.");
    }
}

/// <summary>A part of a list that ascends by time: page from 1; strictly before, strictly after.</summary>
internal sealed record PageWindow(int Page, int PerPage, DateTimeOffset? Before, DateTimeOffset? After)
{
    private long Skip => (Page - 1L) * PerPage;

    /// <summary>Compares times as they are sent: what was the time of the last item excludes that item.</summary>
    public bool Contains(DateTimeOffset time)
    {
        var sent = time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMillisecond));
        return (Before is not { } before || sent < before) && (After is not { } after || sent > after);
    }

    /// <summary>The items of this page, and whether there are more after it.</summary>
    public (IReadOnlyList<T> Items, bool HasMore) Cut<T>(IEnumerable<T> all, Func<T, DateTimeOffset> timeOf)
    {
        var fitting = all.Where(item => Contains(timeOf(item))).ToList();
        var items = fitting.Skip((int)Math.Min(Skip, int.MaxValue)).Take(PerPage).ToList();
        return (items, Skip + items.Count < fitting.Count);
    }

    /// <summary>One page as it is answered, with the addresses of those around it.</summary>
    public Page<T> Of<T>(IReadOnlyList<T> items, bool hasMore, string path) => new()
    {
        Data = items,
        CurrentPage = Page,
        PerPage = PerPage,
        From = items.Count == 0 ? null : Skip + 1,
        To = items.Count == 0 ? null : Skip + items.Count,
        Path = path,
        FirstPageUrl = Address(path, 1),
        PrevPageUrl = Page > 1 ? Address(path, Page - 1) : null,
        NextPageUrl = hasMore ? Address(path, Page + 1) : null,
    };

    private string Address(string path, int page)
    {
        var query = QueryString.Empty.Add("page", page.ToString(CultureInfo.InvariantCulture))
            .Add("per_page", PerPage.ToString(CultureInfo.InvariantCulture));
        return path + Filters(query);
    }

    /// <summary>The times that were asked for stand in every address around the page.</summary>
    public QueryString Filters(QueryString query)
    {
        if (Before is { } before) query = query.Add("before", Timestamp.Write(before));
        if (After is { } after) query = query.Add("after", Timestamp.Write(after));
        return query;
    }
}
