namespace ConnectNow.Grains.Mail;

/// <summary>A mail with a code as plain text. The code stands on a line of its own, indented, so that a program can find it too.</summary>
internal static class CodeMailText
{
    public static string Of(CodeMailWords words) =>
        $"{Sentence(words.Greeting)}\n\n{Sentence(words.Why)}\n{words.What}\n\n    {words.Code}\n\n{words.HowLong}\n\n{words.NotYou}\n\n{words.Product}\n";

    private static string Sentence(IEnumerable<Words> words) =>
        string.Concat(words.Select(each => each is Name { IsTitle: true } ? $"“{each.Text}”" : each.Text));
}
