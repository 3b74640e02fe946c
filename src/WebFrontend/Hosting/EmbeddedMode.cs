using ConnectNow.Silo;
using Microsoft.AspNetCore.DataProtection;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>One of the two places where the frontend touches the silo's side: everything else speaks to grains as a client would.</summary>
internal static class EmbeddedMode
{
    /// <summary>Runs the silo in this process, and greets the operator with a company, a chat and a token at the first start.</summary>
    /// <exception cref="Configuration.SettingsException">Settings make no sense, or the data directory can't be used.</exception>
    public static IHostApplicationBuilder AddEmbeddedMode(this IHostApplicationBuilder builder, Settings settings)
    {
        builder.AddEmbeddedSilo();
        builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(settings.DataDirectory, "keys")));
        builder.Services.AddSingleton<IFirstRunStore, FirstRunFile>();
        builder.Services.AddHostedService<FirstRun>();
        return builder;
    }

    /// <inheritdoc cref="StartupError.Explain"/>
    public static string? Explain(Exception fault) => StartupError.Explain(fault);
}
