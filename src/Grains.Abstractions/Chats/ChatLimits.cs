namespace ConnectNow.Chats;

/// <summary>Limits that everybody who speaks to a chat can rely on.</summary>
public static class ChatLimits
{
    /// <summary>Longest text of a message, in UTF-16 code units.</summary>
    public const int MessageLength = 8_000;

    /// <summary>Longest client-made id: visible ASCII, 1 to this many characters.</summary>
    public const int ClientIdLength = 64;

    /// <summary>Events in the newest page of a chat, and in a page of history when the client does not say.</summary>
    public const int PageSize = 50;

    /// <summary>Events in the longest page of history.</summary>
    public const int MaxPageSize = 200;

    /// <summary>A client further behind than this gets a fresh page and a reset instead of what it missed.</summary>
    public const int MaxCatchUp = 500;

    /// <summary>People who left and are not named in its events, in one snapshot: those who left last.</summary>
    public const int PastPeople = 200;

    /// <summary>How many may ever have been in a chat, as a multiple of how many may be in it at once.</summary>
    public const int PeopleEverFactor = 10;

    /// <summary>Longest name of a person, and longest surname, in characters.</summary>
    public const int PersonNameLength = 80;

    /// <summary>Longest address (RFC 5321, 4.5.3.1.3).</summary>
    public const int EmailLength = 254;

    /// <summary>Longest name of a chat or a company.</summary>
    public const int NameLength = 120;

    /// <summary>Shortest and longest password of a chat (ASVS 5.0, 6.2.1 and 6.2.9).</summary>
    public const int MinPasswordLength = 8;

    /// <inheritdoc cref="MinPasswordLength"/>
    public const int MaxPasswordLength = 128;
}
