using ConnectNow.Silo;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>The one place where the frontend touches the silo: everything else speaks to grains as a client would.</summary>
internal static class EmbeddedMode
{
    /// <summary>Runs the silo in this process, and greets the operator with a company, a chat and a token at the first start.</summary>
    /// <exception cref="StartupFault">The data directory can't be used.</exception>
    public static IHostApplicationBuilder AddEmbeddedMode(this IHostApplicationBuilder builder, Settings settings)
    {
        DataDirectory.Prepare(settings.DataDirectory);
        builder.AddEmbeddedSilo(settings.DataDirectory);
        builder.Services.AddHostedService<FirstRun>();
        return builder;
    }

    /// <inheritdoc cref="EmbeddedSilo.Explain"/>
    public static string? Explain(Exception fault) => EmbeddedSilo.Explain(fault);
}
