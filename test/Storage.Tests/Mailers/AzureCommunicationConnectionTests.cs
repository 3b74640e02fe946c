using ConnectNow.Providers.Mail;
using Xunit;

namespace ConnectNow.Storage.Tests.Mailers;

/// <summary>What a connection string of Azure Communication Services names.</summary>
public sealed class AzureCommunicationConnectionTests
{
    [Theory]
    [InlineData("endpoint=https://contoso.communication.azure.com/;accesskey=AAECAw==", "https://contoso.communication.azure.com/")]
    [InlineData("AccessKey=AAECAw==; Endpoint=https://contoso.communication.azure.com", "https://contoso.communication.azure.com/")]
    [InlineData("endpoint=http://127.0.0.1:8080/;accesskey=AAECAw==", "http://127.0.0.1:8080/")]
    [InlineData("endpoint=http://contoso.communication.azure.com/;accesskey=AAECAw==", null)]
    [InlineData("endpoint=https://contoso.communication.azure.com/;accesskey=***", null)]
    [InlineData("endpoint=https://contoso.communication.azure.com/;accesskey=", null)]
    [InlineData("endpoint=https://contoso.communication.azure.com/", null)]
    [InlineData("accesskey=AAECAw==", null)]
    [InlineData("", null)]
    public void A_connection_string_names_the_resource_and_its_key(string text, string? endpoint)
    {
        var connection = AzureCommunicationConnection.TryParse(text);

        Assert.Equal(endpoint, connection?.Endpoint.ToString());
        if (connection is not null) Assert.Equal([0, 1, 2, 3], connection.AccessKey.ToArray());
        Assert.DoesNotContain("AAECAw", $"{connection}", StringComparison.Ordinal);
    }
}
