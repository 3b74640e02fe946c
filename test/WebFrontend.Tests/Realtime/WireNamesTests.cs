using System.Reflection;
using System.Text.Json;
using ConnectNow.WebFrontend.Realtime;
using MessagePack;

namespace ConnectNow.WebFrontend.Tests.Realtime;

/// <summary>JSON takes names from the properties, MessagePack from their keys: clients of either must find the same.</summary>
public sealed class WireNamesTests
{
    [Fact]
    public void Fields_bear_the_same_names_in_both_protocols()
    {
        var fields = typeof(ChatHub).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<MessagePackObjectAttribute>() is not null)
            .SelectMany(type => type.GetProperties())
            .Select(property => (Property: property, Key: property.GetCustomAttribute<KeyAttribute>()?.StringKey))
            .Where(field => field.Key is not null)
            .ToList();

        Assert.NotEmpty(fields);
        Assert.All(fields, field => Assert.Equal(field.Key, JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Property.Name)));
    }
}
