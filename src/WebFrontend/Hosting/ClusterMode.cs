using System.Text.Json;
using ConnectNow.Silo;
using ConnectNow.WebFrontend.Realtime;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>
/// The other place where the frontend touches the silo's side: it runs as a client of a cluster, on the cluster's storage account.
/// </summary>
internal static class ClusterMode
{
    /// <exception cref="Configuration.SettingsException">Settings make no sense.</exception>
    public static IHostApplicationBuilder AddClusterMode(this IHostApplicationBuilder builder)
    {
        builder.AddClusterClient(gatewayLost: services => services.GetRequiredService<ChatRooms>().CatchUp());
        builder.Services.AddSingleton<IFirstRunStore, FirstRunBlob>();
        builder.Services.AddHostedService<FirstRun>();
        return builder;
    }

    /// <summary>The link stays as the first frontend has made it: there are many, and none has a better one.</summary>
    private sealed class FirstRunBlob(OperatorRecord record) : IFirstRunStore
    {
        public async Task<FirstRunRecord> GetOrMakeAsync(
            Func<Task<FirstRunRecord>> make, Func<FirstRunRecord, string> linkOf, CancellationToken cancellationToken)
        {
            var content = await record.GetOrMakeAsync(
                async () =>
                {
                    var made = await make();
                    return new BinaryData(JsonSerializer.SerializeToUtf8Bytes(made with { ChatUrl = linkOf(made) }, FirstRunRecord.Format));
                },
                cancellationToken);
            return content.ToObjectFromJson<FirstRunRecord>(FirstRunRecord.Format)!;
        }
    }
}
