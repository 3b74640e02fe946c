using System.Diagnostics;
using System.Reflection;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using ConnectNow.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ConnectNow.Silo.Telemetry;

/// <summary>
/// Sends traces, metrics and logs where the operator wants them; one composition for silos, frontends and the two in one.
/// </summary>
internal static class TelemetryExtensions
{
    /// <summary>Adds nothing at all when the settings name nowhere to send to.</summary>
    /// <param name="builder">The host to be.</param>
    /// <param name="settings">Where to.</param>
    /// <param name="service">As what it is known there.</param>
    public static void AddTelemetry(this IHostApplicationBuilder builder, TelemetrySettings settings, string service)
    {
        if (!settings.IsOn) return;
        // Azure's clients make spans only when told to.
        AppContext.SetSwitch("Azure.Experimental.EnableActivitySource", true);
        // The instrumentation of requests must not read what UntrustedTracePropagator refuses.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        builder.Services.AddSingleton<DistributedContextPropagator, UntrustedTracePropagator>();
        builder.Services.AddHostedService<TelemetryFlush>();
        // Scopes hold paths as they were typed.
        builder.Logging.AddOpenTelemetry(logging => (logging.IncludeScopes, logging.IncludeFormattedMessage) = (false, true));
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, service))
            .WithTracing(tracing => tracing.Trace())
            .WithMetrics(metrics => metrics.AddMeter(Instruments.Meters).AddView(Instruments.View))
            .WithLogging();
        if (settings.IsOtlpStandard) telemetry.UseOtlpExporter();
        else if (settings.Otlp is { } address) telemetry.UseOtlpExporter(OtlpExportProtocol.HttpProtobuf, address);
        if (settings.AzureMonitor is not null) telemetry.UseAzureMonitor(settings);
        // Last: exporters bring samplers of their own.
        builder.Services.ConfigureOpenTelemetryTracerProvider((_, tracing) => tracing.SetSampler(SamplerOf(settings.SampleRatio)));
    }

    private static void Describe(ResourceBuilder resource, string service) => resource
        .AddService(service, serviceVersion: Version, serviceInstanceId: $"{Environment.MachineName}-{Guid.NewGuid():N}"[..^24])
        .AddAttributes([new("host.name", Environment.MachineName)])
        // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES know better.
        .AddEnvironmentVariableDetector();

    private static string Version =>
        typeof(TelemetryExtensions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private static void Trace(this TracerProviderBuilder tracing) => tracing
        .AddSource(
            TelemetryNames.ActivitySource, "Microsoft.AspNetCore.SignalR.Server", "Microsoft.Orleans.Application", "Microsoft.Orleans.Storage",
            "Azure.Data.Tables.*", "Azure.Storage.Blobs.*")
        .AddAspNetCoreInstrumentation(requests => requests.Filter = http => !http.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase))
        .AddProcessor(new RedactionProcessor());

    /// <summary>
    /// A trace is recorded whole or not at all. What has begun it, ours in any case, has decided; a silo with another share than the
    /// frontend may record fewer of its steps, never more.
    /// </summary>
    private static ParentBasedSampler SamplerOf(double ratio)
    {
        var share = new TraceIdRatioBasedSampler(ratio);
        return new ParentBasedSampler(share, remoteParentSampled: share);
    }

    private static void UseAzureMonitor(this IOpenTelemetryBuilder telemetry, TelemetrySettings settings)
    {
        telemetry.WithTracing(tracing => tracing.AddAzureMonitorTraceExporter(Configure))
            .WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter(Configure))
            .WithLogging(logging => logging.AddAzureMonitorLogExporter(Configure));

        void Configure(AzureMonitorExporterOptions options)
        {
            options.ConnectionString = settings.AzureMonitor;
            if (settings.HasAzureIdentity) options.Credential = new DefaultAzureCredential();
            options.SamplingRatio = (float)settings.SampleRatio;
            // What can't be sent is lost: a disk that fills up with it would be worse.
            options.DisableOfflineStorage = true;
            // Security events must not be lost with nineteen of twenty traces.
            options.EnableTraceBasedLogsSampler = false;
            // The runtime's own meter says the same.
            options.EnablePerformanceCounters = false;
        }
    }
}
