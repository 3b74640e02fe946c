using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace ConnectNow.Rollout;

/// <summary>The silos of one resource group, through Azure Resource Manager. https://learn.microsoft.com/rest/api/containerapps</summary>
public sealed class SiloApps : ISiloApps
{
    private const string Version = "2025-01-01";
    private const string Tag = "connectnow-silo";
    private const string CountTag = "connectnow-silos";
    private static readonly Uri Manager = new("https://management.azure.com/");

    private readonly HttpPipeline _pipeline;
    private readonly string _apps;

    /// <param name="subscription">The subscription's id.</param>
    /// <param name="group">The resource group's name.</param>
    /// <param name="credential">Of whoever deploys.</param>
    /// <param name="transport">How requests travel, when not as usual.</param>
    public SiloApps(string subscription, string group, TokenCredential credential, HttpPipelineTransport? transport = null)
    {
        var options = new ManagerOptions();
        if (transport is not null) options.Transport = transport;
        _pipeline = HttpPipelineBuilder.Build(options, new BearerTokenAuthenticationPolicy(credential, new Uri(Manager, ".default").AbsoluteUri));
        _apps = $"subscriptions/{Uri.EscapeDataString(subscription)}/resourceGroups/{Uri.EscapeDataString(group)}/providers/Microsoft.App/containerApps";
    }

    public async Task<IReadOnlyList<SiloApp>> ListAsync(CancellationToken cancellationToken)
    {
        var silos = new List<SiloApp>();
        Uri? page = AddressOf("");
        while (page is not null)
        {
            using var answer = await GetAsync(page, cancellationToken);
            foreach (var app in answer.RootElement.GetProperty("value").EnumerateArray())
            {
                if (!app.TryGetProperty("tags", out var tags) || tags.ValueKind != JsonValueKind.Object || !tags.TryGetProperty(Tag, out var colour)) continue;
                silos.Add(new SiloApp(
                    app.GetProperty("name").GetString()!,
                    colour.GetString()!,
                    app.GetProperty("systemData").GetProperty("createdAt").GetDateTimeOffset(),
                    TextOf(app.GetProperty("properties"), "latestRevisionName"),
                    TextOf(tags, CountTag) is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : null));
            }

            page = TextOf(answer.RootElement, "nextLink") is { } next ? new Uri(next) : null;
        }

        return silos;
    }

    public async Task<SiloState> StateOfAsync(SiloApp app, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Revision is not { } revision) return new SiloState(null, false, 0);
        using var answer = await FindAsync(AddressOf($"/{app.Name}/revisions/{revision}/replicas"), cancellationToken);
        if (answer is null) return new SiloState(null, false, 0);
        // More than one for a moment, while the platform moves it to another machine.
        if (answer.RootElement.GetProperty("value").EnumerateArray().ToList() is not [var replica]) return new SiloState(null, false, 0);
        var container = replica.GetProperty("properties").GetProperty("containers").EnumerateArray().First();
        return new SiloState(
            replica.GetProperty("name").GetString(),
            container.TryGetProperty("ready", out var ready) && ready.GetBoolean(),
            container.TryGetProperty("restartCount", out var restarts) ? restarts.GetInt32() : 0);
    }

    public async Task DeleteAsync(SiloApp app, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        using var message = Message(RequestMethod.Delete, AddressOf($"/{app.Name}"));
        await _pipeline.SendAsync(message, cancellationToken);
        if (message.Response is { IsError: true, Status: not 404 }) throw new RequestFailedException(message.Response);
    }

    private static Uri AddressOf(string path, string apps) => new(Manager, $"{apps}{path}?api-version={Version}");

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) && text.GetString() is { Length: > 0 } value ? value : null;

    private Uri AddressOf(string path) => AddressOf(path, _apps);

    private async Task<JsonDocument> GetAsync(Uri address, CancellationToken cancellationToken) =>
        await FindAsync(address, cancellationToken) ?? throw new RolloutException("The resource group is not there.");

    private async Task<JsonDocument?> FindAsync(Uri address, CancellationToken cancellationToken)
    {
        using var message = Message(RequestMethod.Get, address);
        await _pipeline.SendAsync(message, cancellationToken);
        if (message.Response.Status == 404) return null;
        if (message.Response.IsError) throw new RequestFailedException(message.Response);
        return JsonDocument.Parse(message.Response.Content);
    }

    private HttpMessage Message(RequestMethod method, Uri address)
    {
        var message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(address);
        return message;
    }

    /// <summary>Tries again what the service was too busy for, when it says so.</summary>
    private sealed class ManagerOptions : ClientOptions;
}
