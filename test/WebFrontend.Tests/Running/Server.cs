using ConnectNow.Chats;
using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Realtime;
using ConnectNow.WebFrontend.Tests.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(Server))]

namespace ConnectNow.WebFrontend.Tests.Running;

/// <summary>
/// The application itself, silo, storage and all, on a free port and a data directory of its own. One is shared by all tests that
/// need nothing special: each makes its own company and chats in it.
/// </summary>
public sealed class Server : IAsyncLifetime
{
    private readonly string[] _options;
    private readonly TemporaryDirectory? _own;
    private WebApplication? _app;

    public Server() : this([])
    {
    }

    private Server(string[] options, string? dataDirectory = null)
    {
        _options = options;
        _own = dataDirectory is null ? new TemporaryDirectory() : null;
        DataDirectory = dataDirectory ?? Path.Combine(_own!.Path, "data");
    }

    public string DataDirectory { get; }

    public Uri Address { get; private set; } = null!;

    internal FirstRunRecord FirstRun { get; private set; } = null!;

    /// <summary>Everything the server has logged as an error: nothing a client does may lead there.</summary>
    internal ErrorLog Errors { get; } = new();

    internal IServiceProvider Services => _app!.Services;

    internal IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <summary>Where the bytes of a chat's files lie.</summary>
    internal string FilesOf(string chatId) => Path.Combine(DataDirectory, "files", chatId[..2], chatId);

    internal Outbox Outbox => new(Path.Combine(DataDirectory, "outbox"));

    /// <summary>A server for one test, with options of its own.</summary>
    internal static async Task<Server> StartAsync(params string[] options) => await StartAsync(null, options);

    /// <summary>A server on a data directory that another one has left.</summary>
    internal static async Task<Server> StartAsync(string? dataDirectory, string[] options)
    {
        var server = new Server(options, dataDirectory);
        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        _app = Program.Build(
        [
            "--urls", "http://127.0.0.1:0", "--environment", "Development", "--ConnectNow:DataDirectory", DataDirectory,
            "--ConnectNow:Plans:pair:PeoplePerChat", "2", "--ConnectNow:Plans:pair:Chats", "3",
            "--ConnectNow:Plans:tight:FileBytes", "3000000", "--ConnectNow:Plans:tight:StorageBytes", "5000000",
            "--Logging:Console:LogLevel:Default", "None", .. _options,
        ]);
        _app.Services.GetRequiredService<ILoggerFactory>().AddProvider(Errors);
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        FirstRun = await FirstRunFile.ReadAsync(DataDirectory);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        _own?.Dispose();
    }

    /// <summary>From now on nothing that chats say of their own accord arrives here.</summary>
    internal void StopHearing() => Grains.DeleteObjectReference<IFrontend>(Services.GetRequiredService<ChatRooms>().Address);

    /// <summary>A browser or program at an address of its own, so that limits per address do not meet.</summary>
    internal Browser NewBrowser(string? token = null) => new(Address, token);

    /// <summary>Another browser in the network of one.</summary>
    internal Browser NewNeighbourOf(Browser neighbour) => new(Address, address: neighbour.Address);

    /// <summary>The operator's own company, by its API token.</summary>
    internal Browser Operator() => NewBrowser(FirstRun.ApiToken);
}
