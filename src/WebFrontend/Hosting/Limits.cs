using ConnectNow.Configuration;
using ConnectNow.WebFrontend.Hosting.Connections;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>
/// How much one caller may ask of one frontend, from <c>ConnectNow:Limits</c>. Far above what people do, far below what hurts others.
/// </summary>
internal sealed record Limits
{
    private const string Section = "Limits";

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

    /// <summary>Bytes a second, roughly, of what hub calls of one participant are answered, in the long run.</summary>
    public int AnswerBytesPerSecond { get; init; } = 2_000_000;

    /// <summary>Bytes of it at once.</summary>
    public int AnswerBytesBurst { get; init; } = 32_000_000;

    /// <summary>Parts of files that one credential may be sending at the same time from one address.</summary>
    public int TransfersAtOnce { get; init; } = 16;

    /// <summary>Open hub connections of one participant: tabs and devices.</summary>
    public int ConnectionsPerParticipant { get; init; } = 32;

    /// <summary>Open hub connections from one address: an office behind one router.</summary>
    public int ConnectionsPerAddress { get; init; } = 10_000;

    /// <summary>Frames that wait for one slow connection before it is told to resync.</summary>
    public int FramesPerConnection { get; init; } = 256;

    /// <summary>Open connections of all callers together. One more is closed as soon as it is opened.</summary>
    public int Connections { get; init; } = 100_000;

    /// <summary>Open connections of one network (IPv4 address, IPv6 /64) that is no known proxy.</summary>
    public int ConnectionsPerNetwork { get; init; } = 20_000;

    /// <summary>Bytes of a call's body, except for the parts of files, which have a limit of their own.</summary>
    public int BodyBytes { get; init; } = 1024 * 1024;

    /// <summary><see cref="Connections"/>, or as many as the operating system leaves this process.</summary>
    public int RoomForConnections() => OpenFileLimit.RoomFor(Connections, OpenFileLimit.Current);

    /// <summary><see cref="ConnectionsPerNetwork"/>; but whatever that is, a tenth of the room is left to others.</summary>
    public int RoomForOneNetwork() => Math.Max(1, Math.Min(ConnectionsPerNetwork, RoomForConnections() - (RoomForConnections() / 10)));

    /// <summary>Reads them; a value that is no number, or less than one, and a limit that nobody knows are noted with the reader.</summary>
    public static Limits Read(SettingsReader settings)
    {
        var usual = new Limits();
        List<string> known = [];
        var limits = new Limits
        {
            RequestsPerSecond = Of(nameof(RequestsPerSecond), usual.RequestsPerSecond),
            RequestBurst = Of(nameof(RequestBurst), usual.RequestBurst),
            AddressRequestsPerSecond = Of(nameof(AddressRequestsPerSecond), usual.AddressRequestsPerSecond),
            AddressRequestBurst = Of(nameof(AddressRequestBurst), usual.AddressRequestBurst),
            MessagesPerSecond = Of(nameof(MessagesPerSecond), usual.MessagesPerSecond),
            MessageBurst = Of(nameof(MessageBurst), usual.MessageBurst),
            AnswerBytesPerSecond = Of(nameof(AnswerBytesPerSecond), usual.AnswerBytesPerSecond),
            AnswerBytesBurst = Of(nameof(AnswerBytesBurst), usual.AnswerBytesBurst),
            TransfersAtOnce = Of(nameof(TransfersAtOnce), usual.TransfersAtOnce),
            ConnectionsPerParticipant = Of(nameof(ConnectionsPerParticipant), usual.ConnectionsPerParticipant),
            ConnectionsPerAddress = Of(nameof(ConnectionsPerAddress), usual.ConnectionsPerAddress),
            FramesPerConnection = Of(nameof(FramesPerConnection), usual.FramesPerConnection),
            Connections = Of(nameof(Connections), usual.Connections),
            ConnectionsPerNetwork = Of(nameof(ConnectionsPerNetwork), usual.ConnectionsPerNetwork),
            BodyBytes = Of(nameof(BodyBytes), usual.BodyBytes),
        };
        foreach (var name in settings.Names(Section).Except(known, StringComparer.OrdinalIgnoreCase))
            settings.Wrong($"{SettingsReader.PathOf(Section)}:{name} is no limit; there are {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        return limits;

        int Of(string name, int otherwise)
        {
            known.Add(name);
            return settings.Count($"{Section}:{name}", otherwise, 1);
        }
    }
}
