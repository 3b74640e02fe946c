namespace ConnectNow.Languages;

/// <summary>The plural rules of Unicode's CLDR for whole numbers, as far as our languages need them; .NET has none.</summary>
internal static class Plural
{
    private const string ForZero = "zero";
    private const string ForOne = "one";
    private const string ForTwo = "two";
    private const string ForFew = "few";
    private const string ForMany = "many";
    private const string ForOther = "other";

    public static string Other(long number) => ForOther;

    /// <summary>
    /// English, Dutch, German, Italian, Spanish. What CLDR has for millions in Italian and Spanish is <c>other</c> here: no text counts so
    /// far.
    /// </summary>
    public static string OneIsOne(long number) => number == 1 ? ForOne : ForOther;

    /// <summary>French, Portuguese.</summary>
    public static string ZeroIsOne(long number) => number is 0 or 1 ? ForOne : ForOther;

    public static string Polish(long number) => number == 1
        ? ForOne
        : (number % 10 is >= 2 and <= 4 && number % 100 is not (>= 12 and <= 14) ? ForFew : ForMany);

    public static string Arabic(long number) => number switch
    {
        0 => ForZero,
        1 => ForOne,
        2 => ForTwo,
        _ => (number % 100) switch
        {
            >= 3 and <= 10 => ForFew,
            >= 11 => ForMany,
            _ => ForOther,
        },
    };
}
