using System.Globalization;
using System.Text;
using ConnectNow.Chats;

namespace ConnectNow.Grains.Chats.Rules;

/// <summary>
/// Whom a text mentions: an <c>@</c> that begins a word, and after it a participant's full name, or a first name that only one of those
/// in the chat has. Upper and lower case are one; the longest name that fits counts, and the search goes on behind it.
/// </summary>
internal sealed class Mentions
{
    /// <summary>More than this nobody means to call at once.</summary>
    public const int Most = 50;

    /// <summary>Of so many <c>@</c> it is asked whether a name follows: a text of nothing else must not keep a chat waiting.</summary>
    public const int MostAsked = 500;

    /// <summary>
    /// In an order in which the longest name that a place of a text begins with is found by a few comparisons, however many there are: the
    /// last one that is not after the text, or one of the shorter names that it begins with.
    /// </summary>
    private readonly Name[] _names;

    private Mentions(IEnumerable<(string Name, string Id)> names)
    {
        _names = [.. names.Where(pair => pair.Name.Length > 0)
            .GroupBy(pair => pair.Name.ToUpperInvariant(), StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new Name(group.Key, [.. group.Select(pair => pair.Id)]))];
        Name? last = null;
        foreach (var name in _names)
        {
            while (last is not null && !name.Folded.StartsWith(last.Folded, StringComparison.Ordinal)) last = last.Within;
            name.Within = last;
            last = name;
        }
    }

    /// <summary>Names that stand for those of them who are in the chat now.</summary>
    public static Mentions Among(IEnumerable<Participant> people)
    {
        var here = people.Where(person => person.Standing == Standing.Active).ToList();
        var first = here.GroupBy(person => person.Name.ToUpperInvariant(), StringComparer.Ordinal).Where(group => group.Count() == 1)
            .Select(group => group.Single());
        return new Mentions(here.Select(person => (person.FullName, person.Id))
            .Concat(first.Where(person => person.Name != person.FullName).Select(person => (person.Name, person.Id))));
    }

    /// <summary>Ids of the mentioned.</summary>
    public IReadOnlySet<string> In(string text)
    {
        var mentioned = new HashSet<string>();
        var at = _names.Length == 0 ? -1 : text.IndexOf('@');
        if (at < 0) return mentioned;
        var folded = text.ToUpperInvariant();
        for (int asked = 0, found = 0; at >= 0 && asked < MostAsked && found < Most;)
        {
            var next = at + 1;
            if (at == 0 || !IsOfWord(text, at - 1))
            {
                asked++;
                if (LongestAt(text, folded, next) is { } name)
                {
                    found++;
                    next += name.Folded.Length;
                    mentioned.UnionWith(name.Ids);
                }
            }

            at = text.IndexOf('@', next);
        }

        return mentioned;
    }

    private Name? LongestAt(string text, string folded, int start)
    {
        var rest = folded.AsSpan(start);
        var (from, to) = (0, _names.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (_names[middle].Folded.AsSpan().SequenceCompareTo(rest) <= 0) from = middle + 1;
            else to = middle;
        }

        var name = from == 0 ? null : _names[from - 1];
        while (name is not null && !rest.StartsWith(name.Folded)) name = name.Within;
        // Whatever a name begins with, the text has too.
        while (name is not null && start + name.Folded.Length < text.Length && IsOfWord(text, start + name.Folded.Length)) name = name.Within;
        return name;
    }

    private static bool IsOfWord(string text, int index)
    {
        if (text[index] == '_') return true;
        if (char.IsLowSurrogate(text[index]) && index > 0) index--;
        return Rune.TryGetRuneAt(text, index, out var rune) && (Rune.IsLetterOrDigit(rune) || IsMark(rune));
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private sealed class Name(string folded, string[] ids)
    {
        public string Folded => folded;

        public string[] Ids => ids;

        /// <summary>The longest of the other names that this one begins with.</summary>
        public Name? Within { get; set; }
    }
}
