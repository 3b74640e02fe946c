using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Mailing;

/// <summary>The application with a real mail server behind it, which both know by certificate and login.</summary>
public sealed class MailTestHost : IAsyncLifetime
{
    public Server Server { get; private set; } = null!;

    internal Exim Exim { get; private set; } = null!;

    internal TestHost TestHost { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Exim = await Exim.StartAsync();
        Server = await Server.StartAsync([.. Exim.Options(), "--ConnectNow:PublicUrl", "http://chat.example.com"]);
        TestHost = await TestHost.CreateAsync(Server);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Exim.DisposeAsync();
    }

    /// <summary>An address of its own, whose mailbox is this server's.</summary>
    internal static string NewAddress(string begins = "ada") => $"{begins}.{Secrets.NewId()}@example.com";
}
