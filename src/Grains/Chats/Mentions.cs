using System.Globalization;
using System.Text;
using ConnectNow.Chats;

namespace ConnectNow.Grains.Chats;

/// <summary>
/// Whom a text mentions: an <c>@</c> that begins a word, and after it a participant's full name, or a first name that only one of those
/// in the chat has. Upper and lower case are one; the longest name that fits counts.
/// </summary>
internal static class Mentions
{
    /// <summary>Ids of the mentioned among those who are in the chat now.</summary>
    public static IReadOnlySet<string> Of(string text, IEnumerable<Participant> people)
    {
        var mentioned = new HashSet<string>();
        var names = text.Contains('@') ? NamesOf(people) : [];
        for (var at = text.IndexOf('@'); at >= 0 && names.Count > 0; at = text.IndexOf('@', at + 1))
        {
            if (at > 0 && IsOfWord(text, at - 1)) continue;
            var rest = text.AsSpan(at + 1);
            var length = 0;
            foreach (var (name, id) in names)
            {
                if (name.Length < length) break;
                if (!rest.StartsWith(name, StringComparison.OrdinalIgnoreCase)) continue;
                if (rest.Length > name.Length && IsOfWord(text, at + 1 + name.Length)) continue;
                length = name.Length;
                mentioned.Add(id);
            }
        }

        return mentioned;
    }

    /// <summary>Names that stand for somebody, longest first.</summary>
    private static List<(string Name, string Id)> NamesOf(IEnumerable<Participant> people)
    {
        var here = people.Where(person => person.Standing == Standing.Active).ToList();
        var first = here.GroupBy(person => person.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() == 1).Select(group => group.Single());
        return [.. here.Select(person => (person.FullName, person.Id))
            .Concat(first.Select(person => (person.Name, person.Id)))
            .Where(pair => pair.Item1.Length > 0)
            .OrderByDescending(pair => pair.Item1.Length)];
    }

    private static bool IsOfWord(string text, int index)
    {
        if (text[index] == '_') return true;
        if (char.IsLowSurrogate(text[index]) && index > 0) index--;
        return Rune.TryGetRuneAt(text, index, out var rune) && (Rune.IsLetterOrDigit(rune) || IsMark(rune));
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
