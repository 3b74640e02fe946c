namespace ConnectNow.WebFrontend.Wire;

/// <summary>One page of a list.</summary>
internal sealed record Page<T>
{
    public required IReadOnlyList<T> Data { get; init; }

    /// <summary>From 1; null where a list is asked for by number.</summary>
    public required int? CurrentPage { get; init; }

    public required int PerPage { get; init; }

    /// <summary>
    /// The place of the first item in the whole list, from 1; null when the page is empty or the list is asked for by number.
    /// </summary>
    public required long? From { get; init; }

    /// <summary>The place of the last item.</summary>
    public required long? To { get; init; }

    /// <summary>The address of the list.</summary>
    public required string Path { get; init; }

    public required string FirstPageUrl { get; init; }

    /// <summary>What comes before this page; null when nothing does.</summary>
    public required string? PrevPageUrl { get; init; }

    /// <summary>What comes after this page; null when nothing does.</summary>
    public required string? NextPageUrl { get; init; }
}
