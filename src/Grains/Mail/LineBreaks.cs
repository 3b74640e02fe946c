using System.Globalization;
using System.Text;

namespace ConnectNow.Grains.Mail;

/// <summary>
/// Text in lines of so many columns: broken at blanks, between the characters of Chinese and Japanese, which have none, and inside of a
/// word only when it is longer than a line.
/// </summary>
internal static class LineBreaks
{
    /// <summary>What begins no line, and what ends none (JIS X 4051, in short): a mark stays with what it belongs to.</summary>
    private const string BeginsNoLine = "、。，．・：；？！）」』】〕〉》ー々〜…ぁぃぅぇぉっゃゅょァィゥェォッャュョ),.:;!?”’%", EndsNoLine = "（「『【〔〈《(“‘";

    public static string Wrap(string text, int longest)
    {
        var lines = new StringBuilder(text.Length + 8);
        var column = 0;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var blank = 1;
            foreach (var piece in PiecesOf(word))
            {
                if (column == 0) blank = 0;
                var width = blank + ColumnsOf(piece);
                if (column > 0 && column + width <= longest)
                {
                    lines.Append(' ', blank).Append(piece);
                    column += width;
                }
                else
                {
                    if (lines.Length > 0) lines.Append('\n');
                    column = AppendLong(lines, piece, longest);
                }

                blank = 0;
            }
        }

        return lines.ToString();
    }

    /// <summary>What can't be broken, of a word: all of it, but in Chinese and Japanese.</summary>
    private static IEnumerable<string> PiecesOf(string word)
    {
        if (!word.Any(HasNoBlanks))
        {
            yield return word;
            yield break;
        }

        var begin = 0;
        for (var index = StringInfo.GetNextTextElementLength(word); index < word.Length; index += StringInfo.GetNextTextElementLength(word, index))
        {
            var (before, after) = (word[index - 1], word[index]);
            if ((!HasNoBlanks(before) && !HasNoBlanks(after)) || BeginsNoLine.Contains(after, StringComparison.Ordinal) || EndsNoLine.Contains(before, StringComparison.Ordinal)) continue;
            yield return word[begin..index];
            begin = index;
        }

        yield return word[begin..];
    }

    /// <summary>A piece at the beginning of a line, broken between what people count as characters: the columns of its last line.</summary>
    private static int AppendLong(StringBuilder lines, string piece, int longest)
    {
        var column = 0;
        for (var index = 0; index < piece.Length;)
        {
            var element = StringInfo.GetNextTextElementLength(piece, index);
            // Letters with no end of marks on them are one character to people, and still have to fit.
            if (element > longest) element = char.IsHighSurrogate(piece[index + longest - 1]) ? longest - 1 : longest;
            var width = ColumnsOf(piece.AsSpan(index, element));
            if (column > 0 && column + width > longest) (_, column) = (lines.Append('\n'), 0);
            lines.Append(piece, index, element);
            (index, column) = (index + element, column + width);
        }

        return column;
    }

    /// <summary>
    /// Two for what terminals draw twice as wide (Unicode's annex 11), one for everything else: marks too, which is on the safe side.
    /// </summary>
    private static int ColumnsOf(ReadOnlySpan<char> text)
    {
        var columns = text.Length;
        foreach (var letter in text)
        {
            if (IsWide(letter)) columns++;
        }

        return columns;
    }

    private static bool IsWide(char letter) =>
        HasNoBlanks(letter) || letter is (>= '\u1100' and <= '\u115f') or (>= '\ua000' and <= '\ua4cf') or (>= '\uac00' and <= '\ud7a3');

    /// <summary>Scripts that put no blanks between words, and their punctuation.</summary>
    private static bool HasNoBlanks(char letter) =>
        letter is (>= '\u2e80' and <= '\u9fff' and not '\u303f') or (>= '\uf900' and <= '\ufaff') or (>= '\ufe30' and <= '\ufe4f') or (>= '\uff00' and <= '\uff60') or (>= '\uffe0' and <= '\uffe6');
}
