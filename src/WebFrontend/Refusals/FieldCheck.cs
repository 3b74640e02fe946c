namespace ConnectNow.WebFrontend.Refusals;

/// <summary>Collects everything that is wrong with a call's fields, so that a program learns all of it at once.</summary>
/// <example><code>
/// var check = new FieldCheck();
/// var name = check.Take(Identity.Title(body.Name, "name", "name of the chat"));
/// if (check.Refused is { } refused) return refused;
/// </code></example>
internal sealed class FieldCheck
{
    private readonly List<Refusal> _wrong = [];

    /// <summary>Null when every field was right.</summary>
    public Refused? Refused => _wrong.Count == 0 ? null : Refused.Fields(_wrong);

    /// <summary>The value of a field; meaningless when it was refused.</summary>
    public T Take<T>(Answer<T> answer)
    {
        if (answer.Refusal is { } refusal) _wrong.Add(refusal);
        return answer.Value!;
    }
}
