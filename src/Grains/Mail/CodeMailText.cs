namespace ConnectNow.Grains.Mail;

/// <summary>
/// A mail with a code as plain text, in lines that every mail program shows as they are (RFC 5322, section 2.1.1). The code stands on a
/// line of its own, indented, so that a program can find it too.
/// </summary>
internal static class CodeMailText
{
    /// <summary>The most columns of a line.</summary>
    public const int LineLength = 76;

    /// <summary>FIRST STRONG ISOLATE and its end, where the text runs to the left and a name may not.</summary>
    private const char Isolate = '\u2068', EndOfIsolate = '\u2069';

    public static string Of(CodeMailWords words) =>
        $"{Lines(words, words.Greeting)}\n\n{Lines(words, words.Why)}\n{Lines(words.What)}\n\n    {words.Code}\n\n{Lines(words.HowLong)}\n\n{Lines(words.NotYou)}\n\n{words.Product}\n";

    private static string Lines(CodeMailWords words, IEnumerable<Words> sentence) =>
        Lines(string.Concat(sentence.Select(each => each is Name && words.Language.IsRightToLeft ? $"{Isolate}{each.Text}{EndOfIsolate}" : each.Text)));

    private static string Lines(string sentence) => LineBreaks.Wrap(sentence, LineLength);
}
