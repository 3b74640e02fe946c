namespace ConnectNow.WebFrontend.Describing;

/// <summary>A text that is the name of one of an enumeration's values, as it is sent: the OpenAPI document lists them.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NamesOfAttribute(Type values) : Attribute
{
    public Type Values { get; } = values;
}
