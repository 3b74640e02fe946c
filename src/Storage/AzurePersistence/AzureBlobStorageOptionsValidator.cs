using System.Text.RegularExpressions;

namespace ConnectNow.Storage.AzurePersistence;

/// <summary>Fails the start of a silo whose grain storage has no account or a container of an impossible name.</summary>
internal sealed partial class AzureBlobStorageOptionsValidator(AzureBlobStorageOptions options, string name) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        if (options.BlobServiceClient is null)
            throw new OrleansConfigurationException($"Grain storage '{name}' has no account: set {nameof(AzureBlobStorageOptions)}.{nameof(AzureBlobStorageOptions.BlobServiceClient)}.");
        if (options.ContainerName.Length is < 3 or > 63 || !ContainerName().IsMatch(options.ContainerName))
            throw new OrleansConfigurationException($"Grain storage '{name}': '{options.ContainerName}' is no name for a container of blobs.");
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex ContainerName();
}
