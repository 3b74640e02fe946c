using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Silo;

/// <summary>
/// Answers an orchestrator, and nobody else, from when the silo has joined its cluster: <c>/health/live</c> while the process lives,
/// <c>/health/ready</c>
/// until it is asked to stop. Local and cheap: no grain and no storage is asked.
/// </summary>
internal sealed class HealthEndpoint : IHostedService, IAsyncDisposable
{
    private readonly WebApplication _web;

    public HealthEndpoint(string urls, IHostApplicationLifetime lifetime)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(urls);
        builder.Logging.ClearProviders();
        _web = builder.Build();
        _web.Run(async http =>
        {
            var isReady = lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested;
            http.Response.StatusCode = http.Request.Path.Value switch
            {
                "/health/live" => StatusCodes.Status200OK,
                "/health/ready" => isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status404NotFound,
            };
            await http.Response.CompleteAsync();
        });
    }

    public Task StartAsync(CancellationToken cancellationToken) => _web.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _web.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _web.DisposeAsync();
}
