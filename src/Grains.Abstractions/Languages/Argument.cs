namespace ConnectNow.Languages;

/// <summary>What stands in the place of a placeholder: a text as it is, or a number as the language writes it.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.text-argument")]
public readonly record struct Argument(
    [property: Id(0)] string Name,
    [property: Id(1)] string Text,
    [property: Id(2)] long? Number = null)
{
    public static implicit operator Argument((string Name, string Text) argument) => new(argument.Name, argument.Text);

    public static implicit operator Argument((string Name, long Number) argument) => new(argument.Name, "", argument.Number);
}

/// <summary>A part of a text: words of ours, or the place of something else.</summary>
/// <param name="Words">The words, or the name of the placeholder.</param>
/// <param name="IsPlaceholder">Which of the two.</param>
public readonly record struct TextPart(string Words, bool IsPlaceholder);
