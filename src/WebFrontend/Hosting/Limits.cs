namespace ConnectNow.WebFrontend.Hosting;

/// <summary>How much one caller may ask of one frontend, from <c>ConnectNow:Limits</c>. Far above what people do, far below what hurts others.</summary>
internal sealed record Limits
{
    /// <summary>Calls a second under <c>/api</c> for one credential from one address, in the long run.</summary>
    public int RequestsPerSecond { get; init; } = 100;

    /// <summary>Calls at once for one credential from one address.</summary>
    public int RequestBurst { get; init; } = 500;

    /// <summary>Calls a second under <c>/api</c> from one address, whatever the credential.</summary>
    public int AddressRequestsPerSecond { get; init; } = 500;

    /// <summary>Calls at once from one address, whatever the credential.</summary>
    public int AddressRequestBurst { get; init; } = 2_500;

    /// <summary>Hub calls a second of one participant, in the long run.</summary>
    public int MessagesPerSecond { get; init; } = 50;

    /// <summary>Hub calls of one participant at once.</summary>
    public int MessageBurst { get; init; } = 200;

    /// <summary>Parts of files that one credential may be sending at the same time from one address.</summary>
    public int TransfersAtOnce { get; init; } = 16;

    /// <summary>Open hub connections of one participant: tabs and devices.</summary>
    public int ConnectionsPerParticipant { get; init; } = 32;

    /// <summary>Open hub connections from one address: an office behind one router.</summary>
    public int ConnectionsPerAddress { get; init; } = 10_000;

    /// <summary>Frames that wait for one slow connection before it is told to resync.</summary>
    public int FramesPerConnection { get; init; } = 256;

    /// <exception cref="StartupFault">A value is no number, or less than one.</exception>
    public static Limits Read(IConfigurationSection section)
    {
        foreach (var value in section.GetChildren())
        {
            if (!int.TryParse(value.Value, out var number) || number < 1)
                throw new StartupFault($"{value.Path} is \"{value.Value}\"; it must be a whole number of at least 1.");
        }

        return section.Get<Limits>() ?? new Limits();
    }
}
