using System.Text.Json;
using Azure.Storage.Blobs;

namespace ConnectNow.Cluster;

/// <summary>What the first frontend of a cluster has made, as the operator finds it in the storage account.</summary>
public sealed record FirstRun(string CompanyId, string ApiToken, string ChatId, string ChatPassword, Uri ChatUrl)
{
    internal static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until it is there.</summary>
    internal static async Task<FirstRun> ReadAsync(string connectionString, CancellationToken cancellationToken)
    {
        var blob = new BlobClient(connectionString, "operator", "first-run.json");
        while (!await blob.ExistsAsync(cancellationToken)) await Task.Delay(Pause, cancellationToken);
        var content = await blob.DownloadContentAsync(cancellationToken);
        return JsonSerializer.Deserialize<FirstRun>(content.Value.Content.ToMemory().Span, Format)!;
    }
}
